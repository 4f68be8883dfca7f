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

/// Looks through the Systems Manager of a world; what a node printed is read by the real parser.
public final class WorldLooks implements Looks {
    private static final int DELIVERY_SECONDS = 30;
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
        Map<String, String> after =
                Map.of("InvokedAfter", since.truncatedTo(ChronoUnit.SECONDS).toString());
        return reading(() -> all(token -> world.ssm().listCommands(null, null, after, BATCH, token))).stream()
                .map(WorldLooks::command)
                .toList();
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

    @Override
    public List<Answer> answers(Collection<LookCommand> commands) {
        List<Answer> answers = new ArrayList<>();
        for (LookCommand command : commands) {
            reading(() -> all(token -> world.ssm().listCommandInvocations(command.id(), null, BATCH, token))).stream()
                    .filter(invocation -> FINAL.contains(invocation.status()))
                    .forEach(invocation -> answers.add(answer(command, invocation)));
        }
        return answers;
    }

    private Answer answer(LookCommand command, InvocationView invocation) {
        boolean success = invocation.status().equals("Success");
        Look look = success
                ? looks.computeIfAbsent(invocation.output(), LookLine::parse)
                : new Unknown("ended as " + invocation.statusDetails());
        Instant started = invocation.started();
        Instant finished = invocation.finished();
        Duration took =
                started == null || finished == null ? Duration.ZERO : Duration.between(started, finished);
        return new Answer(
                command,
                invocation.instanceId(),
                look,
                took,
                success && invocation.output().isBlank());
    }
}
