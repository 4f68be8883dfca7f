package io.drainguard.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// Judges a deployment's parameters as CloudFormation does before it makes anything: names, patterns, bounds and rules.
///
/// `java ... DeploymentJudge TEMPLATE NAME=VALUE...` prints each objection on a line, and ends with 1 if there is one.
final class DeploymentJudge {
    private DeploymentJudge() {}

    public static void main(String[] arguments) throws IOException {
        List<String> objections =
                objections(Path.of(arguments[0]), List.of(arguments).subList(1, arguments.length));
        objections.forEach(System.out::println);
        System.exit(objections.isEmpty() ? 0 : 1);
    }

    static List<String> objections(Path file, List<String> overrides) throws IOException {
        Template template = Template.load(file);
        List<String> objections = new ArrayList<>();
        for (String override : overrides) {
            String name = override.substring(0, override.indexOf('='));
            try {
                template = template.with(name, override.substring(name.length() + 1));
            } catch (NoSuchElementException unknown) {
                objections.add("Parameters: [" + name + "] do not exist in the template");
            }
        }
        for (var parameter : template.parameters().entrySet()) {
            String name = parameter.getKey();
            if (!parameter.getValue().has("Default")
                    && overrides.stream().noneMatch(override -> override.startsWith(name + "="))) {
                objections.add("Parameters: [" + name + "] must have values");
            } else if (!fits(parameter.getValue(), template.parameterValue(name))) {
                objections.add("Parameter " + name + " failed to satisfy constraint: " + parameter.getValue());
            }
        }
        objections.addAll(template.objections());
        return objections;
    }

    /// A pattern applies to each item of a list (CloudFormation User Guide, parameters section).
    private static boolean fits(JsonNode declared, String value) {
        String type = declared.path("Type").asText();
        List<String> items = type.equals("CommaDelimitedList") ? List.of(value.split(",", -1)) : List.of(value);
        for (String item : items) {
            if (declared.has("AllowedPattern")
                    && !item.strip().matches(declared.path("AllowedPattern").asText())) {
                return false;
            }
            if (declared.has("AllowedValues")
                    && declared.path("AllowedValues")
                            .valueStream()
                            .noneMatch(allowed -> allowed.asText().equals(item))) {
                return false;
            }
            if (type.equals("Number") && outOfBounds(declared, item)) {
                return false;
            }
        }
        return true;
    }

    private static boolean outOfBounds(JsonNode declared, String item) {
        if (!item.matches("-?[0-9]+")) {
            return true;
        }
        long number = Long.parseLong(item);
        return number < declared.path("MinValue").asLong(Long.MIN_VALUE)
                || number > declared.path("MaxValue").asLong(Long.MAX_VALUE);
    }
}
