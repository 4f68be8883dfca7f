package io.drainguard.proofs.trial;

import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.WarmPool;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Draws a story from the seed: what groups there are, and how their events travel. What happens to them is told by
/// [Queues], [NodeTerminations], [Operators] and [Losses].
final class Scenario {
    static final String HOOK = "hook";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<Integer> HEARTBEATS = List.of(30, 45, 60, 120, 300, 900, 3600);
    private static final List<Integer> SHORT_HEARTBEATS = List.of(30, 30, 45);

    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;
    private final Queues queues;
    private final NodeTerminations departures;
    private final Operators operators;
    private final Losses losses;
    private final LookMishaps mishaps;
    private final Adversities adversities;
    private final boolean isLong;

    Scenario(SeededRandom chance, World world, MemoryShell shell, History chronicle, Duration bootWaits) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = new PlannedEvents(world);
        this.queues = new Queues(chance, world, shell, chronicle, agenda);
        this.departures = new NodeTerminations(chance, world, chronicle, agenda, queues);
        this.operators = new Operators(chance, world, chronicle, agenda);
        this.losses = new Losses(chance, world, chronicle, agenda);
        this.mishaps = new LookMishaps(chance, world, chronicle, agenda);
        this.adversities = new Adversities(chance, world, shell, chronicle, agenda, bootWaits);
        this.isLong = chance.in(15);
    }

    /// Sets the stage; the story then runs by itself as the world's clock moves.
    void begin() {
        mishaps.ofService();
        for (int i = chance.between(1, 2); i > 0; i--) {
            group("group-" + i);
        }
        if (chance.in(15)) {
            chronicle.happened(CoverageEvent.NO_EVENTS, "at all");
            world.deliverEvents(EventDelivery.never());
        } else {
            world.deliverEvents(this::arrivals);
        }
    }

    /// How long the story runs at most: long ones see AWS's own limit, which is 50 minutes at the least.
    Duration length() {
        return Duration.ofMinutes(isLong ? 70 : 32);
    }

    /// Whether nothing is left to come and no node waits.
    boolean isOver() {
        if (!agenda.isOver()) {
            return false;
        }
        for (Instance node : world.instances()) {
            if (node.waitBegan() != null || node.state().isRetained()) {
                return false;
            }
        }
        return true;
    }

    /// Events come late, twice or not at all (EC2 Auto Scaling User Guide, ec2-auto-scaling-event-reference).
    private List<Duration> arrivals(io.drainguard.sim.world.Event event) {
        if (chance.in(15)) {
            chronicle.happened(CoverageEvent.EVENT_LOST, event.instanceId());
            return List.of();
        }
        boolean quick = event instanceof io.drainguard.sim.world.Event.CommandEnded ? chance.in(90) : chance.in(50);
        Duration once = quick ? chance.millis(300, 3000) : chance.seconds(1, 130);
        if (chance.in(15)) {
            chronicle.happened(CoverageEvent.EVENT_DOUBLED, event.instanceId());
            return List.of(once, chance.seconds(1, 400));
        }
        return List.of(once);
    }

    private void group(String name) {
        String document = document(name);
        world.putDocument(made(document));
        int size = chance.between(1, 3);
        Duration heartbeat = Duration.ofSeconds(chance.oneOf(isLong ? SHORT_HEARTBEATS : HEARTBEATS));
        GroupSpec spec = disks(GroupSpec.of(name, 0, size + 1, size).tag(Tags.GUARDED, document));
        spec = retention(spec, Hook.terminating(HOOK, heartbeat));
        boolean onSpot = chance.in(15);
        spec = pool(onSpot ? spec.onSpot() : spec);
        spec = adversities.before(spec);
        List<Instance> nodes = world.createGroup(spec);
        nodes.forEach(queues::node);
        departures.of(name, nodes, spec.warmPool() != null);
        operators.of(name, nodes, heartbeat);
        losses.of(nodes, onSpot);
        mishaps.of(document, nodes);
        adversities.of(name, nodes, operators);
    }

    /// The name of a group's document.
    static String document(String group) {
        return "drainguard-" + group;
    }

    /// A document as the template makes it; now and then one that its owner wrote before looks could wait on the node.
    private CommandDocument made(String name) {
        if (chance.in(10)) {
            chronicle.happened(CoverageEvent.OLD_DOCUMENT, name);
            return new CommandDocument(name, "look", "", Map.of("queues", "/queues"), Duration.ofSeconds(60));
        }
        return new CommandDocument(name, "look", "", Map.of("queues", "/queues", "wait", "0"), Duration.ofSeconds(110));
    }

    private GroupSpec disks(GroupSpec spec) {
        return switch (chance.between(0, 9)) {
            case 0 -> drawn(spec.disks(DiskLayout.ROOT_ONLY), CoverageEvent.ROOT_ONLY);
            case 1 -> drawn(spec.disks(DiskLayout.DATA_KEPT_BY_OWNER), CoverageEvent.DATA_KEPT_BY_OWNER);
            case 2 -> drawn(spec.disks(DiskLayout.INSTANCE_STORE), CoverageEvent.INSTANCE_STORE);
            default -> spec;
        };
    }

    private GroupSpec retention(GroupSpec spec, Hook hook) {
        boolean retains = chance.in(70);
        boolean continues = chance.in(retains ? 10 : 40);
        GroupSpec hooked = continues
                ? drawn(spec.hook(hook.withDefaultResult("CONTINUE")), CoverageEvent.DEFAULT_CONTINUE)
                : spec.hook(hook);
        if (!retains) {
            return drawn(hooked, CoverageEvent.NOT_RETAINING);
        }
        chronicle.retaining(spec.name());
        return hooked.retaining();
    }

    private GroupSpec pool(GroupSpec spec) {
        if (!chance.in(12)) {
            return spec;
        }
        boolean stopped = chance.in(50);
        return drawn(
                spec.pool(new WarmPool(stopped, true)),
                stopped ? CoverageEvent.POOL_STOPPED : CoverageEvent.POOL_RUNNING);
    }

    private GroupSpec drawn(GroupSpec spec, CoverageEvent what) {
        chronicle.happened(what, spec.name());
        return spec;
    }
}
