package io.drainguard.proofs.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Works out CloudFormation's intrinsic functions for one set of parameter values.
///
/// `Ref` of a named resource gives its name, of any other resource its logical id, with the stack's name in front
/// where the [Place] says so; `Fn::GetAtt A.B` gives the text `A.B`. `{"Ref": "AWS::NoValue"}` removes the
/// property that holds it (CloudFormation Template Reference, intrinsic functions).
final class Intrinsics {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]+)}");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /// The property that carries a resource's own name, by which `Ref` then speaks of it.
    private static final List<String> NAMES = List.of("AutoScalingGroupName", "Name", "FunctionName", "QueueName");

    private final JsonNode template;
    private final Place place;
    private final Map<String, JsonNode> values = new HashMap<>();

    /// Where a template is deployed.
    ///
    /// @param stack name of the stack
    /// @param prefix what stands in front of the names that CloudFormation makes
    /// @param known attributes of what is there already, such as the zone of a subnet, by its id
    /// @param exported what other stacks export, by name; with nothing in it each import stands for itself
    record Place(
            String stack,
            String region,
            String prefix,
            Map<String, Map<String, String>> known,
            Map<String, String> exported) {
        /// One stack of which it does not matter where it is.
        static final Place ANY = new Place("cribl", "eu-central-1", "", Map.of(), Map.of());

        Place {
            known = Map.copyOf(known);
            exported = Map.copyOf(exported);
        }

        Place named(String stack, String region) {
            return new Place(stack, region, stack + "-", known, exported);
        }

        Place knowing(Map<String, Map<String, String>> known) {
            return new Place(stack, region, prefix, known, exported);
        }

        Place importing(Map<String, String> exported) {
            return new Place(stack, region, prefix, known, exported);
        }
    }

    Intrinsics(JsonNode template, Map<String, String> parameters, Place place) {
        this.template = template;
        this.place = place;
        template.path("Parameters").properties().forEach(parameter -> {
            String given = parameters.getOrDefault(
                    parameter.getKey(), parameter.getValue().path("Default").asText(""));
            values.put(parameter.getKey(), typed(parameter.getValue(), given));
        });
        Map.of("Partition", "aws", "Region", place.region, "AccountId", "123456789012", "StackName", place.stack)
                .forEach((name, value) -> values.put("AWS::" + name, NODES.textNode(value)));
        values.put("AWS::URLSuffix", NODES.textNode("amazonaws.com"));
        parameters.forEach((name, value) -> {
            if (name.startsWith("AWS::")) {
                values.put(name, NODES.textNode(value));
            }
        });
    }

    private static JsonNode typed(JsonNode parameter, String value) {
        String type = parameter.path("Type").asText();
        if (!type.startsWith("List<") && !type.equals("CommaDelimitedList")) {
            return NODES.textNode(value);
        }
        ArrayNode list = NODES.arrayNode();
        for (String item : value.split(",", -1)) {
            list.add(item.strip());
        }
        return list;
    }

    /// The node with every function in it worked out.
    JsonNode resolve(JsonNode node) {
        return switch (node) {
            case ObjectNode object when object.size() == 1 -> single(object);
            case ObjectNode object -> each(object);
            case ArrayNode array -> each(array);
            default -> node;
        };
    }

    /// Whether a condition of the template holds.
    boolean holds(String condition) {
        return truth(template.path("Conditions").path(condition));
    }

    private JsonNode single(ObjectNode object) {
        String name = object.fieldNames().next();
        JsonNode argument = object.path(name);
        return switch (name) {
            case "Ref" -> reference(argument.asText());
            case "Fn::GetAtt" -> NODES.textNode(place.prefix + text(argument.get(0)) + "." + text(argument.get(1)));
            case "Fn::Sub" -> NODES.textNode(substitute(argument));
            case "Fn::Join" -> NODES.textNode(join(argument));
            case "Fn::If" -> resolve(argument.get(holds(argument.get(0).asText()) ? 1 : 2));
            case "Fn::Select" ->
                resolve(argument.get(1)).path(resolve(argument.get(0)).asInt());
            case "Fn::Split" -> split(argument);
            case "Fn::FindInMap" -> lookUp(argument);
            case "Fn::ValueOf" -> attribute(argument);
            case "Fn::ImportValue" -> imported(text(argument));
            case "Fn::Base64" -> resolve(argument);
            default -> each(object);
        };
    }

    private JsonNode each(ObjectNode object) {
        ObjectNode result = NODES.objectNode();
        object.properties().forEach(property -> {
            JsonNode value = resolve(property.getValue());
            if (!value.isMissingNode()) {
                result.set(property.getKey(), value);
            }
        });
        return result;
    }

    private JsonNode each(ArrayNode array) {
        ArrayNode result = NODES.arrayNode();
        for (JsonNode item : array) {
            JsonNode value = resolve(item);
            if (!value.isMissingNode()) {
                result.add(value);
            }
        }
        return result;
    }

    private JsonNode reference(String name) {
        if (name.equals("AWS::NoValue")) {
            return NODES.missingNode();
        }
        JsonNode value = values.get(name);
        return value == null ? NODES.textNode(physicalName(name)) : value;
    }

    /// SAM also lets `Ref` name a part that it makes of a resource, such as `Guard.Alias`: that stays as it is.
    private String physicalName(String logicalId) {
        int dot = logicalId.indexOf('.');
        JsonNode resource = template.path("Resources").path(dot < 0 ? logicalId : logicalId.substring(0, dot));
        if (resource.isMissingNode()) {
            throw new IllegalArgumentException("the template has neither parameter nor resource " + logicalId);
        }
        return dot < 0 ? ownName(resource, logicalId) : logicalId;
    }

    private String ownName(JsonNode resource, String logicalId) {
        return NAMES.stream()
                .map(resource.path("Properties")::path)
                .filter(name -> !name.isMissingNode())
                .findFirst()
                .map(name -> text(name))
                .orElse(place.prefix + logicalId);
    }

    private String substitute(JsonNode argument) {
        JsonNode locals = argument.isArray() ? argument.get(1) : NODES.objectNode();
        String pattern = argument.isArray() ? argument.get(0).asText() : argument.asText();
        return PLACEHOLDER
                .matcher(pattern)
                .replaceAll(found -> Matcher.quoteReplacement(filled(found.group(1), found.group(2), locals)));
    }

    private String filled(String literal, String name, JsonNode locals) {
        if (!literal.isEmpty()) {
            return "${" + name + "}";
        }
        if (locals.has(name)) {
            return text(locals.path(name));
        }
        return name.contains(".") ? place.prefix + name : text(reference(name));
    }

    private String join(JsonNode argument) {
        return StreamSupport.stream(resolve(argument.get(1)).spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(argument.get(0).asText()));
    }

    private JsonNode split(JsonNode argument) {
        ArrayNode parts = NODES.arrayNode();
        for (String part : text(argument.get(1)).split(Pattern.quote(text(argument.get(0))), -1)) {
            parts.add(part);
        }
        return parts;
    }

    private JsonNode lookUp(JsonNode argument) {
        List<String> keys = new ArrayList<>();
        argument.forEach(key -> keys.add(text(key)));
        JsonNode found = template.path("Mappings");
        for (String key : keys) {
            found = found.path(key);
        }
        return found;
    }

    private JsonNode imported(String name) {
        String value = place.exported.isEmpty() ? "imported:" + name : place.exported.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no stack exports " + name);
        }
        return NODES.textNode(value);
    }

    /// An attribute of what a parameter names. Rules alone may ask for it (CloudFormation Template Reference, rule
    /// functions).
    private JsonNode attribute(JsonNode argument) {
        String id = text(reference(text(argument.get(0))));
        String value = place.known.getOrDefault(id, Map.of()).get(text(argument.get(1)));
        if (value == null) {
            throw new IllegalArgumentException("nobody knows " + argument.get(1) + " of " + id);
        }
        return NODES.textNode(value);
    }

    /// Whether a condition or an assertion, as written in the template, is true.
    boolean truth(JsonNode condition) {
        String name = condition.fieldNames().next();
        JsonNode argument = condition.path(name);
        return switch (name) {
            case "Condition" -> holds(argument.asText());
            case "Fn::EachMemberEquals" ->
                resolve(argument.get(0))
                        .valueStream()
                        .allMatch(member -> member.asText().equals(text(argument.get(1))));
            case "Fn::Contains" ->
                resolve(argument.get(0))
                        .valueStream()
                        .anyMatch(member -> member.asText().equals(text(argument.get(1))));
            case "Fn::Equals" -> text(argument.get(0)).equals(text(argument.get(1)));
            case "Fn::Not" -> !truth(argument.get(0));
            case "Fn::And" ->
                StreamSupport.stream(argument.spliterator(), false).allMatch(this::truth);
            case "Fn::Or" -> StreamSupport.stream(argument.spliterator(), false).anyMatch(this::truth);
            default -> throw new IllegalArgumentException("not a condition: " + condition);
        };
    }

    private String text(JsonNode node) {
        JsonNode value = resolve(node);
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
