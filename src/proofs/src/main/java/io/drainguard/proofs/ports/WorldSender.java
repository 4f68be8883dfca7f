package io.drainguard.proofs.ports;

import static io.drainguard.proofs.ports.Replies.reading;
import static io.drainguard.proofs.ports.WorldGroups.all;

import io.drainguard.decide.LookCommand;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Looks.Started;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sends one document to nodes of a world; a command that is refused for one node is halved.
final class WorldSender {
    private static final int DELIVERY_SECONDS = 30;
    private static final int REFUSALS = 31;

    private final World world;
    private final String document;
    private final Map<String, String> parameters;
    private final Started started;
    private int refusals;

    WorldSender(World world, String document, Map<String, String> parameters, Started started) {
        this.world = world;
        this.document = document;
        this.parameters = parameters;
        this.started = started;
    }

    void send(List<String> instances) {
        if (instances.isEmpty()) {
            return;
        }
        SendCommand command = SendCommand.of(document, instances)
                .timeout(DELIVERY_SECONDS)
                .parameters(parameters)
                .comment(LookCommand.COMMENT)
                .rates("100%", "100%");
        try {
            started.commands().add(WorldLooks.command(reading(() -> world.ssm().sendCommand(command))));
        } catch (Fault fault) {
            refused(instances, fault);
        }
    }

    private void refused(List<String> instances, Fault fault) {
        String code = fault.getCause() instanceof AwsError error ? error.code() : "";
        boolean ofOne = fault.kind() == Fault.Kind.DENIED
                || code.equals("InvalidInstanceId")
                || code.equals("UnsupportedPlatformType");
        refusals++;
        if (!ofOne || (refusals > REFUSALS && started.commands().isEmpty())) {
            throw fault;
        }
        List<String> fit = code.equals("InvalidInstanceId") ? online(instances) : unnamed(instances, fault);
        if (fit.size() < instances.size()) {
            send(fit);
        } else if (instances.size() == 1) {
            if (!code.equals("InvalidInstanceId")) {
                started.denied().add(instances.getFirst());
            }
            started.refused().put(instances.getFirst(), "refused: " + fault.getMessage());
        } else {
            int half = instances.size() / 2;
            send(instances.subList(0, half));
            send(instances.subList(half, instances.size()));
        }
    }

    private List<String> unnamed(List<String> instances, Fault fault) {
        instances.stream()
                .filter(instance -> String.valueOf(fault.getMessage()).contains("instance/" + instance))
                .forEach(instance -> {
                    started.denied().add(instance);
                    started.refused().put(instance, "denied: " + fault.getMessage());
                });
        return instances.stream()
                .filter(instance -> !started.refused().containsKey(instance))
                .toList();
    }

    private List<String> online(List<String> instances) {
        Map<String, String> ping = new HashMap<>();
        reading(() -> all(token -> world.ssm().describeInstanceInformation(instances, Looks.BATCH, token)))
                .forEach(known -> ping.put(known.instanceId(), known.pingStatus()));
        instances.stream()
                .filter(instance -> !"Online".equals(ping.get(instance)))
                .forEach(instance -> started.refused().put(instance, "agent " + ping.get(instance)));
        return instances.stream()
                .filter(instance -> "Online".equals(ping.get(instance)))
                .toList();
    }
}
