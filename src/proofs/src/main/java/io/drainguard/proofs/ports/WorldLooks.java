package io.drainguard.proofs.ports;

import static io.drainguard.proofs.ports.Replies.reading;
import static io.drainguard.proofs.ports.WorldGroups.all;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import io.drainguard.sim.world.CommandView;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Looks;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks through the Systems Manager of a world; what a node printed is read by the real parser.
public final class WorldLooks implements Looks {
    private static final int FEW_DOCUMENTS = 2;
    private static final int FEW_COMMANDS = 4;
    private static final Set<String> FINAL = Set.of("Success", "Failed", "TimedOut", "Cancelled");

    private final World world;
    private final String own;
    private final String parameter;
    private final Map<String, Boolean> takesWait = new HashMap<>();

    /// The parser is pure, so that each line needs it once.
    private final Map<String, Look> looks = new HashMap<>();

    /// The looks of this world, for a guard that may run any drain document.
    public WorldLooks(World world) {
        this(world, "", "");
    }

    /// The looks of this world, for a guard that may run its own document and those that a parameter lists.
    public WorldLooks(World world, String own, String parameter) {
        this.world = world;
        this.own = own;
        this.parameter = parameter;
    }

    @Override
    public boolean mayRun(String document) {
        return own.isEmpty()
                || document.equals(own)
                || List.of(reading(() -> world.parameters().getParameter(parameter))
                                .value()
                                .split(","))
                        .contains(document);
    }

    @Override
    public Started start(String document, List<String> instances, Duration stay) {
        Started started = new Started(new ArrayList<>(), new HashMap<>());
        Map<String, String> parameters =
                takesWait(document) ? Map.of(LookCommand.WAIT, String.valueOf(stay.toSeconds())) : Map.of();
        try {
            new WorldSender(world, document, parameters, started).send(instances);
        } catch (Fault fault) {
            takesWait.remove(document);
            throw fault;
        }
        return started;
    }

    private boolean takesWait(String document) {
        Boolean known = takesWait.get(document);
        if (known == null) {
            try {
                known = reading(() -> world.ssm().describeDocument(document))
                        .parameterDefaults()
                        .containsKey(LookCommand.WAIT);
                takesWait.put(document, known);
            } catch (Fault unread) {
                return false;
            }
        }
        return known;
    }

    @Override
    public List<LookCommand> recent(Instant since, Set<String> documents) {
        if (documents.isEmpty() || documents.size() > FEW_DOCUMENTS) {
            return commands(after(since));
        }
        List<LookCommand> found = new ArrayList<>();
        for (String document : documents) {
            Map<String, String> filters = new HashMap<>(after(since));
            filters.put("DocumentName", document);
            found.addAll(commands(filters));
        }
        return found;
    }

    private List<LookCommand> commands(Map<String, String> filters) {
        return reading(() -> all(token -> world.ssm().listCommands(null, null, filters, BATCH, token))).stream()
                .filter(command -> command.documentName().startsWith(Group.DOCUMENT_PREFIX))
                .map(WorldLooks::command)
                .toList();
    }

    private static Map<String, String> after(Instant since) {
        return Map.of("InvokedAfter", since.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    static LookCommand command(CommandView view) {
        return new LookCommand(
                view.commandId(),
                view.documentName(),
                view.documentVersion(),
                view.parameters(),
                view.comment(),
                view.requested(),
                new HashSet<>(view.instanceIds()),
                view.completedCount(),
                view.statusDetails().equals("RateExceeded"));
    }

    /// Few commands are read one by one, many by pages of time, as the real port does.
    @Override
    public List<Answer> answers(Collection<LookCommand> commands) {
        // Collected as there, so that the calls come in the same order.
        Map<String, LookCommand> byId =
                commands.stream().collect(Collectors.toMap(LookCommand::id, command -> command, (one, _) -> one));
        int nodes = commands.stream()
                .mapToInt(command -> command.instances().size())
                .sum();
        List<InvocationView> invocations = new ArrayList<>();
        if (commands.size() <= Math.max(FEW_COMMANDS, 2 * nodes / BATCH)) {
            byId.keySet().forEach(id -> invocations.addAll(invocations(id, Map.of())));
        } else {
            Instant first = commands.stream()
                    .map(LookCommand::requested)
                    .min(Instant::compareTo)
                    .orElseThrow();
            invocations.addAll(invocations(null, after(first)));
        }
        List<Answer> answers = new ArrayList<>();
        for (InvocationView one : invocations) {
            LookCommand command = byId.get(one.commandId());
            if (command != null && FINAL.contains(one.status())) {
                answers.add(answer(command, one));
            }
        }
        return answers;
    }

    private List<InvocationView> invocations(@Nullable String command, Map<String, String> filters) {
        return reading(() -> all(token -> world.ssm().listCommandInvocations(command, null, filters, BATCH, token)));
    }

    private Answer answer(LookCommand command, InvocationView invocation) {
        boolean success = invocation.status().equals("Success");
        Look look = success
                ? looks.computeIfAbsent(invocation.output(), LookLine::parse)
                : new Unknown("ended as " + invocation.statusDetails());
        Instant started = invocation.started();
        Instant finished = invocation.finished();
        Duration took = started == null || finished == null ? Duration.ZERO : Duration.between(started, finished);
        return new Answer(
                command,
                invocation.instanceId(),
                look,
                took,
                success && invocation.output().isBlank(),
                invocation.statusDetails().replace(" ", "").equals("ExecutionTimedOut"));
    }
}
