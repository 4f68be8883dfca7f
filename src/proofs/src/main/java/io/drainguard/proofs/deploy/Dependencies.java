package io.drainguard.proofs.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What resources depend on: what they name in `DependsOn`, and what their properties refer to with `Ref`,
/// `Fn::GetAtt` and `Fn::Sub` (CloudFormation Template Reference, DependsOn attribute). Of an `Fn::If` only the
/// side counts that is taken.
final class Dependencies {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^!}][^}]*)}");

    private final JsonNode resources;
    private final Intrinsics intrinsics;

    Dependencies(JsonNode template, Intrinsics intrinsics) {
        this.resources = template.path("Resources");
        this.intrinsics = intrinsics;
    }

    /// The dependencies of these resources, by logical id.
    ///
    /// @throws IllegalStateException if one of them depends on a resource that is not made: it would not be made
    ///     either (CloudFormation Template Reference, Condition attribute)
    SortedMap<String, SortedSet<String>> of(Collection<String> made) {
        SortedMap<String, SortedSet<String>> dependencies = new TreeMap<>();
        for (String id : made) {
            SortedSet<String> named = new TreeSet<>();
            JsonNode dependsOn = resources.path(id).path("DependsOn");
            if (dependsOn.isTextual()) {
                named.add(dependsOn.asText());
            }
            dependsOn.forEach(one -> named.add(one.asText()));
            collect(resources.path(id).path("Properties"), named);
            for (String other : named) {
                if (!made.contains(other)) {
                    throw new IllegalStateException(id + " depends on " + other + ", which is not made");
                }
            }
            dependencies.put(id, named);
        }
        return dependencies;
    }

    private void collect(JsonNode node, SortedSet<String> into) {
        if (node.isObject() && node.size() == 1) {
            String name = node.fieldNames().next();
            JsonNode argument = node.path(name);
            switch (name) {
                case "Ref" -> add(argument.asText(), into);
                case "Fn::GetAtt" -> add(argument.isArray() ? argument.path(0).asText() : argument.asText(), into);
                case "Fn::Sub" -> substituted(argument, into);
                case "Fn::If" -> {
                    collect(argument.path(intrinsics.holds(argument.path(0).asText()) ? 1 : 2), into);
                    return;
                }
                default -> {}
            }
        }
        node.forEach(child -> collect(child, into));
    }

    private void substituted(JsonNode argument, SortedSet<String> into) {
        JsonNode locals = argument.path(1);
        PLACEHOLDER
                .matcher(argument.isArray() ? argument.path(0).asText() : argument.asText())
                .results()
                .map(found -> found.group(1))
                .filter(name -> !locals.has(name))
                .forEach(name -> add(name, into));
    }

    private void add(String reference, SortedSet<String> into) {
        int dot = reference.indexOf('.');
        String id = dot < 0 ? reference : reference.substring(0, dot);
        if (resources.has(id)) {
            into.add(id);
        }
    }
}
