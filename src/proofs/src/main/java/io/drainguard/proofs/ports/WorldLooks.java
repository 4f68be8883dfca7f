package io.drainguard.proofs.ports;

import static io.drainguard.proofs.ports.Replies.reading;
import static io.drainguard.proofs.ports.WorldGroups.all;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.CommandView;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.SendCommand;
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
    private static final int DELIVERY_SECONDS = 30;
    private static final int FEW_DOCUMENTS = 2;
    private static final int FEW_COMMANDS = 4;
    private static final Set<String> FINAL = Set.of("Success", "Failed", "TimedOut", "Cancelled");

    private final World world;
    private final Map<String, Boolean> takesWait = new HashMap<>();

    /// The parser is pure, so that each line needs it once.
    private final Map<String, Look> looks = new HashMap<>();

    /// The looks of this world.
    public WorldLooks(World world) {
        this.world = world;
    }

    @Override
    public Started start(String document, List<String> instances, Duration stay) {
        Started started = new Started(new ArrayList<>(), new HashMap<>());
        send(document, instances, stay, started);
        return started;
    }

    /// Sends one command, or several where a node is not there.
    private void send(String document, List<String> instances, Duration stay, Started started) {
        if (instances.isEmpty()) {
            return;
        }
        Map<String, String> parameters =
                takesWait(document) ? Map.of(LookCommand.WAIT, String.valueOf(stay.toSeconds())) : Map.of();
        SendCommand command = SendCommand.of(document, instances)
                .timeout(DELIVERY_SECONDS)
                .parameters(parameters)
                .comment(LookCommand.COMMENT)
                .rates("100%", "100%");
        try {
            started.commands().add(command(reading(() -> world.ssm().sendCommand(command))));
        } catch (Fault fault) {
            if (!(fault.getCause() instanceof AwsError error && error.code().equals("InvalidInstanceId"))) {
                takesWait.remove(document);
                throw fault;
            }
            List<String> online = online(instances, started.refused());
            if (online.size() < instances.size()) {
                send(document, online, stay, started);
            } else if (instances.size() == 1) {
                started.refused().put(instances.getFirst(), "refused: " + fault.getMessage());
            } else {
                int half = instances.size() / 2;
                send(document, instances.subList(0, half), stay, started);
                send(document, instances.subList(half, instances.size()), stay, started);
            }
        }
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

    private List<String> online(List<String> instances, Map<String, String> refused) {
        Map<String, String> ping = new HashMap<>();
        reading(() -> all(token -> world.ssm().describeInstanceInformation(instances, BATCH, token)))
                .forEach(known -> ping.put(known.instanceId(), known.pingStatus()));
        instances.stream()
                .filter(instance -> !"Online".equals(ping.get(instance)))
                .forEach(instance -> refused.put(instance, "agent " + ping.get(instance)));
        return instances.stream()
                .filter(instance -> "Online".equals(ping.get(instance)))
                .toList();
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

    private static LookCommand command(CommandView view) {
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
                success && invocation.output().isBlank());
    }
}
