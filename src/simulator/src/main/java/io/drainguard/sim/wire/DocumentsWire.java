package io.drainguard.sim.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.sim.shell.DocumentContent;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.DocumentWrites;
import java.util.LinkedHashMap;
import java.util.Map;

/// The part of Systems Manager's protocol that reads and changes documents (API Reference, GetDocument, CreateDocument,
/// UpdateDocument, UpdateDocumentDefaultVersion).
final class DocumentsWire {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DocumentWrites api;

    DocumentsWire(DocumentWrites api) {
        this.api = api;
    }

    ObjectNode perform(String action, JsonNode in) {
        String name = in.path("Name").asText();
        return switch (action) {
            case "GetDocument" -> text(api.getDocument(name));
            case "CreateDocument" -> {
                String content = in.path("Content").asText();
                api.createDocument(read(name, content), content);
                yield described(name, "1", "Creating");
            }
            case "UpdateDocument" -> {
                String content = in.path("Content").asText();
                yield described(name, api.updateDocument(read(name, content), content), "Updating");
            }
            case "UpdateDocumentDefaultVersion" -> {
                String version = in.path("DocumentVersion").asText();
                api.updateDocumentDefaultVersion(name, version);
                ObjectNode reply = JSON.createObjectNode();
                reply.putObject("Description").put("Name", name).put("DefaultVersion", version);
                yield reply;
            }
            default -> throw new AwsError("UnknownOperationException", 400, "The simulator has no operation " + action);
        };
    }

    private static ObjectNode described(String name, String version, String status) {
        ObjectNode reply = JSON.createObjectNode();
        reply.putObject("DocumentDescription")
                .put("Name", name)
                .put("DocumentVersion", version)
                .put("Status", status)
                .put("DocumentType", "Command")
                .put("DocumentFormat", "JSON");
        return reply;
    }

    private static CommandDocument read(String name, String content) {
        try {
            return DocumentContent.read(name, JSON.readTree(content));
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            throw new AwsError("InvalidDocumentContent", 400, String.valueOf(unreadable.getMessage()));
        }
    }

    private static ObjectNode text(DocumentWrites.Text found) {
        String content = found.content();
        return JSON.createObjectNode()
                .put("Name", found.document().name())
                .put("DocumentVersion", found.version())
                .put("Status", "Active")
                .put("Content", content == null ? written(found.document()).toString() : content)
                .put("DocumentType", "Command")
                .put("DocumentFormat", "JSON");
    }

    /// The text of a document that a test made of its parts.
    private static ObjectNode written(CommandDocument document) {
        ObjectNode content = JSON.createObjectNode().put("schemaVersion", "2.2").put("description", "");
        ObjectNode parameters = content.putObject("parameters");
        Map<String, String> patterns = document.parameterPatterns();
        Map<String, String> defaults = new LinkedHashMap<>(document.parameterDefaults());
        document.listed().forEach(one -> {
            ObjectNode parameter = parameters.putObject(one.name()).put("type", "String");
            if (defaults.containsKey(one.name())) {
                parameter.put("default", defaults.get(one.name()));
            }
            if (patterns.containsKey(one.name())) {
                parameter.put("allowedPattern", patterns.get(one.name()));
            }
            if (document.variables().containsKey(one.name())) {
                parameter.put("interpolationType", "ENV_VAR");
            }
        });
        ObjectNode step = content.putArray("mainSteps")
                .addObject()
                .put("action", "aws:runShellScript")
                .put("name", document.stepName());
        if (!document.platform().isEmpty()) {
            step.putObject("precondition")
                    .putArray("StringEquals")
                    .add("platformType")
                    .add(document.platform());
        }
        step.putObject("inputs")
                .put(
                        "timeoutSeconds",
                        String.valueOf(document.executionTimeout().toSeconds()))
                .putArray("runCommand")
                .add(document.script());
        return content;
    }
}
