package io.drainguard.sim.shell;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.DocumentParameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Predicate;

/// Reads the content of a Command document, schema 2.2, whose CloudFormation functions are resolved already.
///
/// Source: Systems Manager User Guide, documents-syntax-data-elements-parameters.
public final class DocumentContent {
    private DocumentContent() {}

    /// The document with its one aws:runShellScript step; anything else is refused.
    public static CommandDocument read(String name, JsonNode content) {
        JsonNode steps = content.path("mainSteps");
        JsonNode step = steps.path(0);
        if (!content.path("schemaVersion").asText().equals("2.2")
                || steps.size() != 1
                || !step.path("action").asText().equals("aws:runShellScript")) {
            throw new IllegalArgumentException(name + " is no document of schema 2.2 with one aws:runShellScript step");
        }
        JsonNode inputs = step.path("inputs");
        return new CommandDocument(
                name,
                step.path("name").asText(),
                script(inputs.path("runCommand")),
                new DocumentParameters(
                        defaults(content),
                        patterns(content),
                        names(content, value -> !isVariable(value)),
                        names(content, value -> value.path("type").asText().equals("StringList"))),
                timeout(inputs),
                precondition(step));
    }

    private static boolean isVariable(JsonNode parameter) {
        return parameter.path("interpolationType").asText().equals("ENV_VAR");
    }

    private static Set<String> names(JsonNode content, Predicate<JsonNode> of) {
        Set<String> found = new LinkedHashSet<>();
        content.path("parameters").properties().forEach(entry -> {
            if (of.test(entry.getValue())) {
                found.add(entry.getKey());
            }
        });
        return found;
    }

    /// `{"StringEquals": ["platformType", "Linux"]}` (Systems Manager User Guide,
    /// documents-schema-features#document-schemas-features-preconditions); without one the text is empty.
    private static String precondition(JsonNode step) {
        return step.path("precondition").path("StringEquals").path(1).asText("");
    }

    /// A StringList as the agent prints it.
    private static String text(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        StringJoiner list = new StringJoiner(" ", "[", "]");
        value.forEach(item -> list.add(item.asText()));
        return list.toString();
    }

    private static String script(JsonNode lines) {
        StringJoiner script = new StringJoiner("\n", "", "\n");
        lines.forEach(line -> script.add(line.asText()));
        return script.toString();
    }

    private static Map<String, String> defaults(JsonNode content) {
        Map<String, String> found = new LinkedHashMap<>();
        content.path("parameters").properties().forEach(entry -> {
            JsonNode value = entry.getValue().path("default");
            if (!value.isMissingNode()) {
                found.put(entry.getKey(), text(value));
            }
        });
        return found;
    }

    private static Map<String, String> patterns(JsonNode content) {
        Map<String, String> found = new LinkedHashMap<>();
        content.path("parameters").properties().forEach(entry -> {
            JsonNode pattern = entry.getValue().path("allowedPattern");
            if (!pattern.isMissingNode()) {
                found.put(entry.getKey(), pattern.asText());
            }
        });
        return found;
    }

    /// The agent takes a number or a text here.
    private static Duration timeout(JsonNode inputs) {
        JsonNode seconds = inputs.path("timeoutSeconds");
        return seconds.isMissingNode()
                ? CommandDocument.DEFAULT_EXECUTION_TIMEOUT
                : Duration.ofSeconds(Long.parseLong(seconds.asText()));
    }
}
