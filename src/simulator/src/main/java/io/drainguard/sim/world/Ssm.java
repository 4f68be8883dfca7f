package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Systems Manager Run Command: each method is the API operation of that name, in the world's terms.
public final class Ssm {

    /// API Reference, DescribeInstanceInformation, MaxResults.
    private static final int SMALLEST_NODE_PAGE = 5;

    private final World world;
    private final Gate gate;
    private final Commands commands;
    private final Targets targets;
    private final DocumentWrites documents;

    Ssm(World world, Gate gate, Commands commands) {
        this.world = world;
        this.gate = gate;
        this.commands = commands;
        this.targets = new Targets(world, commands.settings());
        this.documents = new DocumentWrites(world, gate, commands.documents());
    }

    /// The operations on documents as texts.
    public DocumentWrites documents() {
        return documents;
    }

    /// Sends a document to at most 50 nodes.
    ///
    /// One id that DescribeInstanceInformation does not list refuses the whole call (recorded:
    /// ssm/managed_execution_current.json, `send-missing-instance`, `command-offline`; the rule drawn from them
    /// is an inference).
    public CommandView sendCommand(SendCommand asked) {
        Map<String, String> logged = new LinkedHashMap<>(asked.parameters());
        logged.put("DocumentName", asked.documentName());
        logged.put("InstanceIds", String.join(",", asked.instanceIds()));
        return call("SendCommand", logged, () -> {
            Duration delivery = SsmBounds.delivery(asked.timeoutSeconds());
            SsmBounds.refuseTooMany(asked.instanceIds());
            CommandDocument document = commands.documents().named(asked).given(asked.parameters());
            List<Instance> nodes = targets.of(asked.instanceIds());
            SentCommand command =
                    new SentCommand(world.ids().uuid(), asked, document, world.instant(), delivery, nodes);
            CommandView reply = command.view(world.instant());
            commands.send(command);
            return reply;
        });
    }

    /// The same with the API's defaults but for its TimeoutSeconds (at least 30, 3600 when `null`).
    public CommandView sendCommand(
            String documentName, List<String> instanceIds, @Nullable Integer deliveryTimeoutSeconds) {
        return sendCommand(SendCommand.of(documentName, instanceIds).timeout(deliveryTimeoutSeconds));
    }

    /// The same with values for the document's parameters, one each.
    public CommandView sendCommand(
            String documentName,
            List<String> instanceIds,
            @Nullable Integer deliveryTimeoutSeconds,
            Map<String, String> parameters) {
        return sendCommand(SendCommand.of(documentName, instanceIds)
                .timeout(deliveryTimeoutSeconds)
                .parameters(parameters));
    }

    /// The document of that name; an unknown one is refused.
    public CommandDocument describeDocument(String name) {
        return call("DescribeDocument", Map.of("Name", name), () -> {
            CommandDocument document = commands.documents().find(name);
            if (document == null) {
                throw new AwsError("InvalidDocument", 400, "Document with name " + name + " does not exist.");
            }
            return document;
        });
    }

    /// What the document of that name is; set-up's truth, no API call.
    public DocumentState documentState(String name) {
        return commands.documents().state(name);
    }

    /// Lists what became of a command on each node, or of all commands; an unknown command gives an empty list.
    public Page<InvocationView> listCommandInvocations(
            @Nullable String commandId,
            @Nullable String instanceId,
            @Nullable Integer maxResults,
            @Nullable String nextToken) {
        return listCommandInvocations(commandId, instanceId, Map.of(), maxResults, nextToken);
    }

    /// The same with filters: `DocumentName`, `Status`, `InvokedAfter` and `InvokedBefore` (API Reference,
    /// CommandFilter); the newest command comes first, and the nodes of one in the order in which they were named.
    public Page<InvocationView> listCommandInvocations(
            @Nullable String commandId,
            @Nullable String instanceId,
            Map<String, String> filters,
            @Nullable Integer maxResults,
            @Nullable String nextToken) {
        return call("ListCommandInvocations", asked(commandId, instanceId, filters), () -> {
            Instant now = world.instant();
            CommandSearch search = CommandSearch.of(commandId, instanceId, filters);
            List<InvocationView> found = new ArrayList<>();
            for (SentCommand command : shown(search)) {
                for (Invocation one : command.invocations()) {
                    if (search.fitsNode(one.instance().id())
                            && search.fitsStatus(one.statusAt(now), one.detailsAt(now))) {
                        found.add(one.view(now));
                    }
                }
            }
            return Page.of(found, SsmBounds.page(maxResults, 1), nextToken);
        });
    }

    /// Lists the commands of the last 30 days, newest first, with the same filters; an unknown command gives an empty
    /// list.
    public Page<CommandView> listCommands(
            @Nullable String commandId,
            @Nullable String instanceId,
            Map<String, String> filters,
            @Nullable Integer maxResults,
            @Nullable String nextToken) {
        return call("ListCommands", asked(commandId, instanceId, filters), () -> {
            CommandSearch search = CommandSearch.of(commandId, instanceId, filters);
            List<CommandView> found = new ArrayList<>();
            for (SentCommand command : shown(search)) {
                CommandView view = command.view(world.instant());
                if (search.fitsStatus(view.status(), view.statusDetails())
                        && view.instanceIds().stream().anyMatch(search::fitsNode)) {
                    found.add(view);
                }
            }
            return Page.of(found, SsmBounds.page(maxResults, 1), nextToken);
        });
    }

    /// Shows what became of a command on one node.
    public InvocationView getCommandInvocation(String commandId, String instanceId) {
        return call("GetCommandInvocation", Map.of("CommandId", commandId, "InstanceId", instanceId), () -> {
            for (SentCommand command : shown(CommandSearch.of(commandId, instanceId, Map.of()))) {
                for (Invocation one : command.invocations()) {
                    if (one.instance().id().equals(instanceId)) {
                        return one.view(world.instant());
                    }
                }
            }
            throw new AwsError(
                    "InvocationDoesNotExist", 400, "Invocation not found for " + commandId + ", " + instanceId);
        });
    }

    /// Lists the nodes whose agent has registered: all, or those named; one whose agent just died is still listed
    /// Online.
    public Page<InstanceInformation> describeInstanceInformation(
            List<String> instanceIds, @Nullable Integer maxResults, @Nullable String nextToken) {
        return call("DescribeInstanceInformation", Map.of("InstanceIds", String.join(",", instanceIds)), () -> {
            List<InstanceInformation> found = new ArrayList<>();
            for (Instance instance : world.instances()) {
                boolean asked = instanceIds.isEmpty() || instanceIds.contains(instance.id());
                if (asked && instance.agent.isRegistered()) {
                    found.add(information(instance));
                }
            }
            return Page.of(found, SsmBounds.page(maxResults, SMALLEST_NODE_PAGE), nextToken);
        });
    }

    private List<SentCommand> shown(CommandSearch search) {
        return commands.history().find(search, world.instant(), world.timings().commandShown());
    }

    /// What the log of the calls says of a list call; CommandId is there in any case.
    private static Map<String, String> asked(
            @Nullable String commandId, @Nullable String instanceId, Map<String, String> filters) {
        Map<String, String> logged = new LinkedHashMap<>(filters);
        logged.put("CommandId", commandId == null ? "" : commandId);
        if (instanceId != null) {
            logged.put("InstanceId", instanceId);
        }
        return logged;
    }

    /// Drops the history of commands that have ended; no API call. For long simulations of many nodes.
    public void forgetEndedCommands() {
        commands.history().forgetEnded(world.instant());
    }

    /// The same with those that were sent before then.
    public void forgetEndedCommands(Instant sentBefore) {
        commands.history().forgetEnded(world.instant(), sentBefore);
    }

    Commands commands() {
        return commands;
    }

    private InstanceInformation information(Instance instance) {
        Instant now = world.instant();
        Agent agent = instance.agent;
        return new InstanceInformation(
                instance.id(),
                agent.pingStatus(now, world.timings().pingStale()),
                agent.lastPing(now),
                agent.version(),
                instance.platform);
    }

    private <T> T call(String action, Map<String, String> parameters, Supplier<T> effect) {
        return gate.call(Service.SSM, action, parameters, effect);
    }
}
