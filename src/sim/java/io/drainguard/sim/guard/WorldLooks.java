package io.drainguard.sim.guard;

import static io.drainguard.sim.guard.Replies.reading;
import static io.drainguard.sim.guard.WorldGroups.all;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Looks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks through the Systems Manager of a world; what a node printed is read by the real parser.
public record WorldLooks(World world) implements Looks {
    private static final int DELIVERY_SECONDS = 30;

    @Override
    public Asked start(String document, List<String> instances) {
        Map<String, String> ping = new HashMap<>();
        reading(() -> all(token -> world.ssm().describeInstanceInformation(instances, BATCH, token)))
                .forEach(known -> ping.put(known.instanceId(), known.pingStatus()));
        Map<String, Look> answers = new HashMap<>();
        List<String> online = instances.stream()
                .filter(instance -> "Online".equals(ping.get(instance)))
                .toList();
        instances.stream()
                .filter(instance -> !online.contains(instance))
                .forEach(instance -> answers.put(instance, new Unknown("agent " + ping.get(instance))));
        if (online.isEmpty()) {
            return () -> answers;
        }
        String command = reading(() ->
                world.ssm().sendCommand(document, online, DELIVERY_SECONDS).commandId());
        return () -> {
            reading(() -> all(token -> world.ssm().listCommandInvocations(command, null, BATCH, token)))
                    .forEach(invocation -> read(invocation, answers));
            return answers;
        };
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
