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

    static ObjectNode command(CommandView command, String comment) {
        ObjectNode reply = MAKE.objectNode();
        ObjectNode out = reply.putObject("Command");
        out.put("CommandId", command.commandId())
                .put("DocumentName", command.documentName())
                .put("DocumentVersion", "$DEFAULT")
                .put("Comment", comment)
                .put("ExpiresAfter", seconds(command.expiresAfter()));
        out.putObject("Parameters");
        out.set("InstanceIds", texts(command.instanceIds()));
        out.putArray("Targets");
        out.put("RequestedDateTime", seconds(command.requested()))
                .put("Status", "Pending")
                .put("StatusDetails", "Pending")
                .put("OutputS3BucketName", "")
                .put("OutputS3KeyPrefix", "")
                .put("MaxConcurrency", "50")
                .put("MaxErrors", "0")
                .put("TargetCount", command.instanceIds().size())
                .put("CompletedCount", 0)
                .put("ErrorCount", 0)
                .put("DeliveryTimedOutCount", 0)
                .put("ServiceRole", "")
                .put("TimeoutSeconds", command.deliveryTimeout().toSeconds());
        return reply;
    }

    static ObjectNode document(CommandDocument document, DocumentState state) {
        ObjectNode reply = MAKE.objectNode();
        reply.putObject("Document")
                .put("Name", document.name())
                .put("DocumentType", state.type())
                .put("SchemaVersion", "2.2")
                .put("Status", state.status());
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
                    .put("Comment", "")
                    .put("DocumentName", one.documentName())
                    .put("DocumentVersion", "$DEFAULT")
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
                .put("Comment", "")
                .put("DocumentName", one.documentName())
                .put("DocumentVersion", "$DEFAULT")
                .put("PluginName", one.pluginName())
                .put("ResponseCode", one.responseCode());
        times(out, one.started(), one.finished());
        return out.put("Status", one.status())
                .put("StatusDetails", one.statusDetails())
                .put("StandardOutputContent", OutputCut.stdout(one.stdout()))
                .put("StandardOutputUrl", "")
                .put("StandardErrorContent", OutputCut.stderr(one.stderr()))
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
                    .put("PlatformType", "Linux")
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
