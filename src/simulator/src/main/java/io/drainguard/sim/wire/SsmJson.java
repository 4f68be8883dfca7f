package io.drainguard.sim.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.CommandView;
import io.drainguard.sim.world.DocumentState;
import io.drainguard.sim.world.InstanceInformation;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.OutputCut;
import io.drainguard.sim.world.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The JSON shapes of Systems Manager's replies (recorded: ssm/managed_execution_current.json).
final class SsmJson {
    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

    private SsmJson() {}

    static ObjectNode sent(CommandView command) {
        ObjectNode reply = MAKE.objectNode();
        command(reply.putObject("Command"), command);
        return reply;
    }

    static ObjectNode commands(Page<CommandView> page) {
        ObjectNode reply = MAKE.objectNode();
        ArrayNode list = reply.putArray("Commands");
        page.items().forEach(command -> command(list.addObject(), command));
        return next(reply, page);
    }

    /// Each parameter is a list of texts.
    private static void command(ObjectNode out, CommandView command) {
        out.put("CommandId", command.commandId())
                .put("DocumentName", command.documentName())
                .put("DocumentVersion", command.documentVersion())
                .put("Comment", command.comment())
                .put("ExpiresAfter", seconds(command.expiresAfter()));
        ObjectNode parameters = out.putObject("Parameters");
        command.parameters().forEach((name, value) -> parameters.putArray(name).add(value));
        out.set("InstanceIds", texts(command.instanceIds()));
        out.putArray("Targets");
        out.put("RequestedDateTime", seconds(command.requested()))
                .put("Status", command.status())
                .put("StatusDetails", command.statusDetails())
                .put("OutputS3BucketName", "")
                .put("OutputS3KeyPrefix", "")
                .put("MaxConcurrency", command.maxConcurrency())
                .put("MaxErrors", command.maxErrors())
                .put("TargetCount", command.targetCount())
                .put("CompletedCount", command.completedCount())
                .put("ErrorCount", command.errorCount())
                .put("DeliveryTimedOutCount", command.deliveryTimedOutCount())
                .put("ServiceRole", "")
                .put("TimeoutSeconds", command.deliveryTimeout().toSeconds());
    }

    static ObjectNode document(CommandDocument document, DocumentState state) {
        ObjectNode reply = MAKE.objectNode();
        ObjectNode out = reply.putObject("Document")
                .put("Name", document.name())
                .put("DocumentType", state.type())
                .put("SchemaVersion", "2.2")
                .put("Status", state.status());
        ArrayNode parameters = out.putArray("Parameters");
        for (CommandDocument.Parameter one : document.listed()) {
            ObjectNode parameter = parameters
                    .addObject()
                    .put("Name", one.name())
                    .put("Type", "String")
                    .put("Description", "");
            if (one.defaultValue() != null) {
                parameter.put("DefaultValue", one.defaultValue());
            }
        }
        return reply;
    }

    static ObjectNode invocations(Page<InvocationView> page, boolean details) {
        ObjectNode reply = MAKE.objectNode();
        ArrayNode list = reply.putArray("CommandInvocations");
        for (InvocationView one : page.items()) {
            ObjectNode out = list.addObject();
            out.put("CommandId", one.commandId())
                    .put("InstanceId", one.instanceId())
                    .put("InstanceName", "")
                    .put("Comment", one.comment())
                    .put("DocumentName", one.documentName())
                    .put("DocumentVersion", one.documentVersion())
                    .put("RequestedDateTime", seconds(one.requested()))
                    .put("Status", one.status())
                    .put("StatusDetails", one.statusDetails())
                    .put("StandardOutputUrl", "")
                    .put("StandardErrorUrl", "")
                    .put("ServiceRole", "");
            ArrayNode plugins = out.putArray("CommandPlugins");
            if (details) {
                plugin(plugins.addObject(), one);
            }
        }
        return next(reply, page);
    }

    private static void plugin(ObjectNode out, InvocationView one) {
        out.put("Name", one.pluginName())
                .put("Status", one.status())
                .put("StatusDetails", one.statusDetails())
                .put("ResponseCode", one.responseCode());
        Instant started = one.started();
        Instant finished = one.finished();
        if (started != null && finished != null) {
            out.put("ResponseStartDateTime", seconds(started)).put("ResponseFinishDateTime", seconds(finished));
        }
        out.put("Output", one.output())
                .put("StandardOutputUrl", "")
                .put("StandardErrorUrl", "")
                .put("OutputS3BucketName", "")
                .put("OutputS3KeyPrefix", "");
    }

    /// Times are strings here; before the start two keys are absent and the end is empty (recorded: see above).
    static ObjectNode invocation(InvocationView one) {
        ObjectNode out = MAKE.objectNode();
        out.put("CommandId", one.commandId())
                .put("InstanceId", one.instanceId())
                .put("Comment", one.comment())
                .put("DocumentName", one.documentName())
                .put("DocumentVersion", one.documentVersion())
                .put("PluginName", one.pluginName())
                .put("ResponseCode", one.responseCode());
        times(out, one.started(), one.finished());
        return out.put("Status", one.status())
                .put("StatusDetails", one.statusDetails())
                .put("StandardOutputContent", OutputCut.stream(one.stdout()))
                .put("StandardOutputUrl", "")
                .put("StandardErrorContent", OutputCut.stream(one.stderr()))
                .put("StandardErrorUrl", "");
    }

    private static void times(ObjectNode out, @Nullable Instant started, @Nullable Instant finished) {
        if (started == null || finished == null) {
            out.put("ExecutionEndDateTime", "");
            return;
        }
        out.put("ExecutionStartDateTime", started.toString())
                .put("ExecutionElapsedTime", Duration.between(started, finished).toString())
                .put("ExecutionEndDateTime", finished.toString());
    }

    static ObjectNode instances(Page<InstanceInformation> page) {
        ObjectNode reply = MAKE.objectNode();
        ArrayNode list = reply.putArray("InstanceInformationList");
        for (InstanceInformation one : page.items()) {
            list.addObject()
                    .put("InstanceId", one.instanceId())
                    .put("PingStatus", one.pingStatus())
                    .put("LastPingDateTime", seconds(one.lastPing()))
                    .put("AgentVersion", one.agentVersion())
                    .put("IsLatestVersion", false)
                    .put("PlatformType", one.platformType())
                    .put("PlatformName", "Amazon Linux")
                    .put("PlatformVersion", "2023")
                    .put("ResourceType", "EC2Instance");
        }
        return next(reply, page);
    }

    private static ObjectNode next(ObjectNode reply, Page<?> page) {
        String token = page.nextToken();
        return token == null ? reply : reply.put("NextToken", token);
    }

    private static ArrayNode texts(List<String> values) {
        ArrayNode array = MAKE.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
