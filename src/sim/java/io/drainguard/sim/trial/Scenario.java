package io.drainguard.sim.trial;

import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Disk.Content;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Draws a story from the seed: groups, what lies in their nodes' queues, how the nodes answer, when the groups scale
/// in.
final class Scenario {
    static final String HOOK = "hook";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<Integer> HEARTBEATS = List.of(30, 45, 60, 120, 300, 900, 3600);
    private static final List<Manner> DOUBTFUL = List.of(
            Manner.MISSING_PATH,
            Manner.DENIED,
            Manner.OLD_AGENT,
            Manner.GARBAGE,
            Manner.SILENT,
            Manner.CUT,
            Manner.HANG,
            Manner.FAILS);

    private final Chance chance;
    private final World world;
    private final MemoryShell shell;
    private final List<String> groups = new ArrayList<>();

    Scenario(Chance chance, World world, MemoryShell shell) {
        this.chance = chance;
        this.world = world;
        this.shell = shell;
    }

    /// Sets the stage; the story then runs by itself as the world's clock moves.
    void begin() {
        for (int i = chance.between(1, 2); i > 0; i--) {
            group("group-" + i);
        }
        world.deliverEvents(chance.in(20) ? EventDelivery.never() : this::arrivals);
    }

    /// How long the story runs.
    Duration length() {
        return Duration.ofMinutes(75);
    }

    /// Events come late, twice or not at all (EC2 Auto Scaling User Guide, ec2-auto-scaling-event-reference).
    private List<Duration> arrivals(io.drainguard.sim.world.Event event) {
        if (chance.in(15)) {
            return List.of();
        }
        Duration once = chance.seconds(1, 130);
        return chance.in(15) ? List.of(once, chance.seconds(1, 400)) : List.of(once);
    }

    private void group(String name) {
        String document = "drainguard-" + name;
        world.putDocument(new CommandDocument(document, "look", "", Map.of(), Duration.ofSeconds(60)));
        int size = chance.between(1, 4);
        GroupSpec spec = GroupSpec.of(name, 0, size + 1, size)
                .tag("drainguard", document)
                .hook(Hook.terminating(HOOK, Duration.ofSeconds(chance.oneOf(HEARTBEATS))));
        List<Instance> nodes = world.createGroup(chance.in(80) ? spec.retaining() : spec);
        nodes.forEach(this::node);
        groups.add(name);
        scaleIns(name, nodes);
    }

    private void node(Instance node) {
        shell.disk(node.id(), disk());
        if (chance.in(15)) {
            doubtful(node.id());
        }
        if (chance.in(15)) {
            world.after(chance.minutes(0, 20), () -> world.mishaps().stopAgent(node.id()));
            world.after(chance.minutes(21, 50), () -> world.mishaps().startAgent(node.id()));
        }
    }

    private void doubtful(String id) {
        Manner manner = chance.oneOf(DOUBTFUL);
        world.after(chance.minutes(0, 20), () -> shell.manner(id, manner));
        if (chance.in(70)) {
            world.after(chance.minutes(21, 50), () -> shell.manner(id, Manner.HONEST));
        }
    }

    /// Empty; draining; stuck for good; or filling while it waits, with gaps no longer than a flush of ten seconds.
    private Disk disk() {
        Instant start = world.instant();
        Content data = new Content(chance.between(1, 400), chance.between(400, 4_000_000), start);
        return switch (chance.between(0, 9)) {
            case 0, 1 -> Disk.empty();
            case 2, 3, 4, 5, 6 ->
                Disk.holding(data.files(), data.bytes(), start)
                        .drain(start.plus(chance.minutes(0, 20)), chance.minutes(1, 30));
            case 7 -> Disk.holding(data.files(), data.bytes(), start);
            default -> flushing(start, data);
        };
    }

    private Disk flushing(Instant start, Content data) {
        Disk disk = Disk.empty();
        Instant at = start;
        Instant end = start.plus(chance.minutes(5, 30));
        while (at.isBefore(end)) {
            disk.set(at, data);
            at = at.plus(chance.seconds(4, 20));
            disk.set(at, Content.NOTHING);
            at = at.plus(chance.seconds(1, 10));
        }
        return disk;
    }

    /// By capacity, by a user's call, or because a node is reported unhealthy.
    private void scaleIns(String group, List<Instance> nodes) {
        for (Instance node : nodes) {
            Duration when = chance.minutes(0, 25);
            boolean decrement = chance.in(50);
            switch (chance.between(0, 4)) {
                case 0, 1 -> world.after(when, () -> terminate(node, decrement));
                case 2, 3 -> world.after(when, () -> scaleIn(group));
                default -> world.after(when, () -> unhealthy(node));
            }
        }
    }

    private void terminate(Instance node, boolean decrement) {
        if (inService(node)) {
            world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), decrement);
        }
    }

    private void scaleIn(String group) {
        long inService =
                world.members(group).stream().filter(Scenario::inService).count();
        if (inService > 0) {
            world.autoScaling().setDesiredCapacity(group, (int) inService - 1);
        }
    }

    private void unhealthy(Instance node) {
        if (inService(node)) {
            world.autoScaling().setInstanceHealth(node.id(), "Unhealthy");
        }
    }

    private static boolean inService(Instance node) {
        return node.state() == LifecycleState.IN_SERVICE;
    }
}
