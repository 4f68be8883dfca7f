package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.decide.Answer;
import io.drainguard.decide.LookCommand;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Looks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;

/// Looks at nodes through Systems Manager Run Command. The guard runs a document by its name. The only parameter that
/// it gives is a whole number of seconds, and no text of its own reaches a shell.
public final class SsmLooks implements Looks {
    /// The delivery timeout, in seconds. This is the smallest that Systems Manager allows (SSM API Reference,
    /// SendCommand, TimeoutSeconds), because a node that was offline must not receive a heap of old commands
    /// when it returns.
    private static final int DELIVERY_SECONDS = 30;

    /// One node's failure must not keep the command from the others: the default, 0, "stops sending" after one (SSM
    /// API Reference, SendCommand, MaxErrors).
    private static final String EVERYBODY = "100%";

    /// With so many documents one call for each takes more than reading the commands of all.
    private static final int FEW_DOCUMENTS = 2;

    /// Fewer commands than this are read one by one.
    private static final int FEW_COMMANDS = 4;

    private final SsmClient client;
    private final String comment;
    private final DrainDocuments documents;

    /// Builds the port of a guard.
    public SsmLooks(SsmClient client) {
        this(client, LookCommand.COMMENT);
    }

    /// Builds a port whose commands carry this comment. No guard decides on a look without its own comment: somebody
    /// may look at a node whose intake is still open.
    public SsmLooks(SsmClient client, String comment) {
        this.client = client;
        this.comment = comment;
        this.documents = new DrainDocuments(client);
    }

    // --- start ---

    @Override
    public Started start(String document, List<String> instances, Duration stay) {
        Started started = new Started(new ArrayList<>(), new HashMap<>());
        send(document, instances, stay, started);
        return started;
    }

    /// Sends one command to all nodes. A single node that is offline makes Systems Manager refuse the command
    /// for all nodes, with an error that does not name the node. The guard then asks which nodes are online. If
    /// all nodes seem to be online, the guard halves the batch until only the refused node is left.
    private void send(String document, List<String> instances, Duration stay, Started started) {
        if (instances.isEmpty()) {
            return;
        }
        try {
            started.commands().add(command(document, instances, stay));
        } catch (Fault fault) {
            if (!(fault.getCause() instanceof InvalidInstanceIdException)) {
                documents.forget(document);
                throw fault;
            }
            List<String> online = online(instances, started.refused());
            if (online.size() < instances.size()) {
                send(document, online, stay, started);
            } else if (instances.size() == 1) {
                started.refused().put(instances.getFirst(), "Systems Manager refused the node: " + fault.getMessage());
            } else {
                int half = instances.size() / 2;
                send(document, instances.subList(0, half), stay, started);
                send(document, instances.subList(half, instances.size()), stay, started);
            }
        }
    }

    /// Sends the command and returns it. A command without an id is a fault: without the id, Systems Manager would list
    /// the answers of the whole account.
    private LookCommand command(String document, List<String> instances, Duration stay) {
        Map<String, List<String>> parameters = documents.takesWait(document)
                ? Map.of(LookCommand.WAIT, List.of(String.valueOf(stay.toSeconds())))
                : Map.of();
        return call(
                "sending document " + document + " to " + instances,
                () -> look(client.sendCommand(request -> request.documentName(document)
                                .instanceIds(instances)
                                .parameters(parameters)
                                .timeoutSeconds(DELIVERY_SECONDS)
                                .maxConcurrency(EVERYBODY)
                                .maxErrors(EVERYBODY)
                                .comment(comment))
                        .command()));
    }

    /// Returns the instances whose SSM agent is online; the others are refused.
    private List<String> online(List<String> instances, Map<String, String> refused) {
        Map<String, String> ping = ping(instances);
        return instances.stream()
                .filter(instance -> {
                    String status = ping.get(instance);
                    if (!"Online".equals(status)) {
                        refused.put(
                                instance,
                                status == null
                                        ? "Systems Manager does not know the node: is its agent running, with a role and"
                                                + " a way out?"
                                        : "its Systems Manager agent is " + status);
                    }
                    return "Online".equals(status);
                })
                .toList();
    }

    private Map<String, String> ping(List<String> instances) {
        return call("asking which of " + instances + " Systems Manager knows", () -> {
            Map<String, String> ping = new HashMap<>();
            var wanted = InstanceInformationStringFilter.builder()
                    .key("InstanceIds")
                    .values(instances)
                    .build();
            client.describeInstanceInformationPaginator(
                            request -> request.maxResults(BATCH).filters(wanted))
                    .instanceInformationList()
                    .forEach(known -> ping.put(known.instanceId(), status(known)));
            return ping;
        });
    }

    private static String status(InstanceInformation known) {
        return known.pingStatusAsString() == null ? "" : known.pingStatusAsString();
    }

    // --- list ---

    @Override
    public List<LookCommand> recent(Instant since, Set<String> wanted) {
        if (wanted.isEmpty() || wanted.size() > FEW_DOCUMENTS) {
            return recent(since, Stream.of());
        }
        return wanted.stream()
                .flatMap(document ->
                        recent(since, Stream.of(SsmHistory.filter(CommandFilterKey.DOCUMENT_NAME, document))).stream())
                .toList();
    }

    private List<LookCommand> recent(Instant since, Stream<CommandFilter> more) {
        List<CommandFilter> filters = Stream.concat(
                        Stream.of(SsmHistory.filter(CommandFilterKey.INVOKED_AFTER, SsmHistory.seconds(since))), more)
                .toList();
        return call(
                "listing the looks of the last minutes",
                () -> client
                        .listCommandsPaginator(
                                request -> request.maxResults(SsmAnswers.PAGE).filters(filters))
                        .commands()
                        .stream()
                        .filter(command ->
                                String.valueOf(command.documentName()).startsWith(Group.DOCUMENT_PREFIX))
                        .map(SsmLooks::look)
                        .toList());
    }

    private static LookCommand look(Command command) {
        Map<String, String> parameters = new LinkedHashMap<>();
        command.parameters().forEach((name, values) -> parameters.put(name, String.join(",", values)));
        return new LookCommand(
                Objects.requireNonNull(command.commandId(), "a command without an id"),
                Objects.requireNonNullElse(command.documentName(), ""),
                Objects.requireNonNullElse(command.documentVersion(), ""),
                parameters,
                Objects.requireNonNullElse(command.comment(), ""),
                Objects.requireNonNull(command.requestedDateTime(), "a command without a time"),
                Set.copyOf(command.instanceIds()),
                Objects.requireNonNullElse(command.completedCount(), 0),
                "RateExceeded".equals(command.statusDetails()));
    }

    // --- answers ---

    @Override
    public List<Answer> answers(Collection<LookCommand> commands) {
        Map<String, LookCommand> byId =
                commands.stream().collect(Collectors.toMap(LookCommand::id, command -> command, (one, _) -> one));
        int nodes = commands.stream()
                .mapToInt(command -> command.instances().size())
                .sum();
        boolean each = commands.size() <= Math.max(FEW_COMMANDS, 2 * nodes / SsmAnswers.PAGE);
        Stream<CommandInvocation> invocations = each
                ? byId.keySet().stream().flatMap(command -> invocations(command).stream())
                : invocations(commands.stream()
                                .map(LookCommand::requested)
                                .min(Instant::compareTo)
                                .orElseThrow())
                        .stream();
        List<Answer> answers = new ArrayList<>();
        invocations.filter(SsmAnswers::hasEnded).forEach(invocation -> {
            LookCommand command = byId.get(String.valueOf(invocation.commandId()));
            if (command != null) {
                answers.add(SsmAnswers.answer(command, invocation));
            }
        });
        return answers;
    }

    private List<CommandInvocation> invocations(String command) {
        return call(
                "reading the answers to command " + command,
                () -> client
                        .listCommandInvocationsPaginator(request ->
                                request.commandId(command).details(true).maxResults(SsmAnswers.PAGE))
                        .commandInvocations()
                        .stream()
                        .toList());
    }

    private List<CommandInvocation> invocations(Instant since) {
        return call(
                "reading the answers since " + since,
                () -> client
                        .listCommandInvocationsPaginator(request -> request.details(true)
                                .maxResults(SsmAnswers.PAGE)
                                .filters(SsmHistory.filter(CommandFilterKey.INVOKED_AFTER, SsmHistory.seconds(since))))
                        .commandInvocations()
                        .stream()
                        .toList());
    }
}
