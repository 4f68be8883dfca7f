package io.drainguard.sim.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Parameters;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.Ssm;
import io.drainguard.sim.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Systems Manager's JSON 1.1 protocol: the operation stands in the header X-Amz-Target (API version 2014-11-06).
final class SsmWire {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TARGET = "AmazonSSM.";

    private final Ssm api;
    private final Parameters parameters;
    private final DocumentsWire documents;

    SsmWire(World world) {
        this.api = world.ssm();
        this.parameters = world.parameters();
        this.documents = new DocumentsWire(world.ssm().documents());
    }

    String answer(WireRequest request) {
        String target = request.header("x-amz-target");
        String action = target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
        return perform(action, parse(request.body())).toString();
    }

    static String error(AwsError error) {
        ObjectNode body = JSON.createObjectNode();
        body.put("__type", error.code()).put("message", error.text());
        return body.toString();
    }

    private ObjectNode perform(String action, JsonNode in) {
        return switch (action) {
            case "SendCommand" -> sendCommand(in);
            case "DescribeDocument" -> {
                String name = in.path("Name").asText();
                yield SsmJson.document(api.describeDocument(name), api.documentState(name));
            }
            case "ListCommands" -> listCommands(in);
            case "ListCommandInvocations" -> listCommandInvocations(in);
            case "GetCommandInvocation" -> getCommandInvocation(in);
            case "GetParameter" -> {
                Parameters.Parameter found =
                        parameters.getParameter(in.path("Name").asText());
                yield parameter(found, parameters.arn(found.name()));
            }
            case "PutParameter" ->
                JSON.createObjectNode()
                        .put("Tier", "Standard")
                        .put(
                                "Version",
                                parameters.putParameter(
                                        in.path("Name").asText(),
                                        text(in, "Type"),
                                        in.path("Value").asText(),
                                        in.path("Overwrite").asBoolean()));
            case "GetDocument", "CreateDocument", "UpdateDocument", "UpdateDocumentDefaultVersion" ->
                documents.perform(action, in);
            case "DescribeInstanceInformation" -> describeInstanceInformation(in);
            default -> throw new AwsError("UnknownOperationException", 400, "The simulator has no operation " + action);
        };
    }

    /// Each parameter is a list of texts on the wire; the documents here have only parameters of one text.
    private ObjectNode sendCommand(JsonNode in) {
        Map<String, String> parameters = new LinkedHashMap<>();
        in.path("Parameters")
                .properties()
                .forEach(entry -> parameters.put(entry.getKey(), String.join(",", texts(entry.getValue()))));
        return SsmJson.sent(api.sendCommand(new SendCommand(
                in.path("DocumentName").asText(),
                texts(in.path("InstanceIds")),
                number(in, "TimeoutSeconds"),
                parameters,
                text(in, "DocumentVersion"),
                in.path("Comment").asText(""),
                in.path("MaxConcurrency").asText(SendCommand.DEFAULT_CONCURRENCY),
                in.path("MaxErrors").asText(SendCommand.DEFAULT_ERRORS))));
    }

    /// Source: API Reference, GetParameter, Parameter.
    private static ObjectNode parameter(Parameters.Parameter one, String arn) {
        ObjectNode reply = JSON.createObjectNode();
        reply.putObject("Parameter")
                .put("ARN", arn)
                .put("DataType", "text")
                .put("Name", one.name())
                .put("Type", one.type())
                .put("Value", one.value())
                .put("Version", one.version());
        return reply;
    }

    private ObjectNode listCommands(JsonNode in) {
        return SsmJson.commands(api.listCommands(
                text(in, "CommandId"),
                text(in, "InstanceId"),
                filters(in.path("Filters")),
                number(in, "MaxResults"),
                text(in, "NextToken")));
    }

    private ObjectNode listCommandInvocations(JsonNode in) {
        var page = api.listCommandInvocations(
                text(in, "CommandId"),
                text(in, "InstanceId"),
                filters(in.path("Filters")),
                number(in, "MaxResults"),
                text(in, "NextToken"));
        return SsmJson.invocations(page, in.path("Details").asBoolean());
    }

    private static Map<String, String> filters(JsonNode list) {
        Map<String, String> filters = new LinkedHashMap<>();
        list.forEach(filter ->
                filters.put(filter.path("key").asText(), filter.path("value").asText()));
        return filters;
    }

    private ObjectNode getCommandInvocation(JsonNode in) {
        return SsmJson.invocation(api.getCommandInvocation(
                in.path("CommandId").asText(), in.path("InstanceId").asText()));
    }

    private ObjectNode describeInstanceInformation(JsonNode in) {
        List<String> ids = new ArrayList<>();
        for (JsonNode filter : in.path("Filters")) {
            ids.addAll(instanceIds(filter.path("Key").asText(), filter.path("Values")));
        }
        for (JsonNode filter : in.path("InstanceInformationFilterList")) {
            ids.addAll(instanceIds(filter.path("key").asText(), filter.path("valueSet")));
        }
        return SsmJson.instances(api.describeInstanceInformation(ids, number(in, "MaxResults"), text(in, "NextToken")));
    }

    private static List<String> instanceIds(String key, JsonNode values) {
        if (!key.equals("InstanceIds")) {
            throw new AwsError(
                    "InvalidInstanceInformationFilterValue", 400, "The simulator filters by InstanceIds only");
        }
        return texts(values);
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body.isEmpty() ? "{}" : body);
        } catch (JsonProcessingException e) {
            throw new AwsError("SerializationException", 400, "not JSON: " + e.getOriginalMessage());
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> found = new ArrayList<>();
        array.forEach(item -> found.add(item.asText()));
        return found;
    }

    private static @Nullable String text(JsonNode in, String name) {
        return in.hasNonNull(name) ? in.get(name).asText() : null;
    }

    private static @Nullable Integer number(JsonNode in, String name) {
        return in.hasNonNull(name) ? in.get(name).asInt() : null;
    }
}
