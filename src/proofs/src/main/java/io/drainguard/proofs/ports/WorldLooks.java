package io.drainguard.proofs.ports;

import static io.drainguard.proofs.ports.Replies.reading;
import static io.drainguard.proofs.ports.WorldGroups.all;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks through the Systems Manager of a world; what a node printed is read by the real parser.
public record WorldLooks(World world) implements Looks {
    private static final int DELIVERY_SECONDS = 30;

    @Override
    public Asked start(String document, List<String> instances, Set<String> doubtful) {
        Map<String, Look> answers = new HashMap<>();
        List<String> doubted = instances.stream().filter(doubtful::contains).toList();
        Set<String> away = new HashSet<>(doubted);
        online(doubted, answers).forEach(away::remove);
        List<String> commands = send(
                document, instances.stream().filter(one -> !away.contains(one)).toList(), answers);
        Set<String> open = new LinkedHashSet<>(commands);
        return () -> {
            for (String command : List.copyOf(open)) {
                List<InvocationView> all =
                        reading(() -> all(token -> world.ssm().listCommandInvocations(command, null, BATCH, token)));
                all.forEach(invocation -> read(invocation, answers));
                if (!all.isEmpty() && all.stream().allMatch(one -> answers.containsKey(one.instanceId()))) {
                    open.remove(command);
                }
            }
            return answers;
        };
    }

    private List<String> online(List<String> instances, Map<String, Look> answers) {
        if (instances.isEmpty()) {
            return List.of();
        }
        Map<String, String> ping = new HashMap<>();
        reading(() -> all(token -> world.ssm().describeInstanceInformation(instances, BATCH, token)))
                .forEach(known -> ping.put(known.instanceId(), known.pingStatus()));
        List<String> online = instances.stream()
                .filter(instance -> "Online".equals(ping.get(instance)))
                .toList();
        instances.stream()
                .filter(instance -> !online.contains(instance))
                .forEach(instance -> answers.put(instance, new Unknown("agent " + ping.get(instance))));
        return online;
    }

    /// Sends one command, or several where a node is not there; returns their ids.
    private List<String> send(String document, List<String> instances, Map<String, Look> answers) {
        if (instances.isEmpty()) {
            return List.of();
        }
        try {
            return List.of(reading(() -> world.ssm()
                    .sendCommand(document, instances, DELIVERY_SECONDS)
                    .commandId()));
        } catch (Fault fault) {
            if (!(fault.getCause() instanceof AwsError error && error.code().equals("InvalidInstanceId"))) {
                throw fault;
            }
            List<String> online = online(instances, answers);
            return online.size() < instances.size()
                    ? send(document, online, answers)
                    : sendByHalves(document, instances, answers, fault);
        }
    }

    private List<String> sendByHalves(
            String document, List<String> instances, Map<String, Look> answers, Fault refusal) {
        if (instances.size() == 1) {
            answers.put(instances.getFirst(), new Unknown("refused: " + refusal.getMessage()));
            return List.of();
        }
        int half = instances.size() / 2;
        List<String> commands = new ArrayList<>(send(document, instances.subList(0, half), answers));
        commands.addAll(send(document, instances.subList(half, instances.size()), answers));
        return commands;
    }

    private static void read(InvocationView invocation, Map<String, Look> answers) {
        switch (invocation.status()) {
            case "Success" -> answers.putIfAbsent(invocation.instanceId(), LookLine.parse(invocation.output()));
            case "Failed", "TimedOut", "Cancelled" ->
                answers.putIfAbsent(invocation.instanceId(), new Unknown("ended as " + invocation.statusDetails()));
            default -> {}
        }
    }
}
