package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.decide.Answer;
import io.drainguard.decide.LookCommand;
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

/// Looks at nodes through Systems Manager Run Command. The guard runs a document by its name. The only parameter that
/// it gives is a whole number of seconds, and no text of its own reaches a shell.
public final class SsmLooks implements Looks {
    /// With so many documents one call for each takes more than reading the commands of all.
    static final int FEW_DOCUMENTS = 2;

    /// Fewer commands than this are read one by one.
    private static final int FEW_COMMANDS = 4;

    private final SsmClient client;
    private final String comment;
    private final GivenDocuments given;
    private final DrainDocuments documents;

    /// Builds the port of a guard that was given these documents.
    public SsmLooks(SsmClient client, GivenDocuments given) {
        this(client, LookCommand.COMMENT, given);
    }

    /// Builds a port whose commands carry this comment. No guard decides on a look without its own comment: somebody
    /// may look at a node whose intake is still open.
    public SsmLooks(SsmClient client, String comment, GivenDocuments given) {
        this.client = client;
        this.comment = comment;
        this.given = given;
        this.documents = new DrainDocuments(client);
    }

    // --- start ---

    @Override
    public boolean mayRun(String document) {
        return given.contains(document);
    }

    @Override
    public Started start(String document, List<String> instances, Duration stay) {
        Started started = new Started(new ArrayList<>(), new HashMap<>());
        new LookSender(client, documents, comment, new LookSender.Look(document, stay), started).send(instances);
        return started;
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

    static LookCommand look(Command command) {
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
