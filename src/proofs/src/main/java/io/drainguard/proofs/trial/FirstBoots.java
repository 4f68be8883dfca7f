package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Disk.Content;
import io.drainguard.sim.world.FirstBoots.Plan;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Nodes that boot for the first time in the story, and carry the tag that says so: some have no network and never
/// get further, and some are through just when they have to go. Their queues are empty until their product starts.
final class FirstBoots {
    /// How long the script of the first boot waits after it has taken its tag off (see `nodes/cribl/boot.sh`).
    static final Duration WAITS = Duration.ofSeconds(30);

    /// By so much EC2 and the instance metadata together may be late, for a product to start under no guard's eyes:
    /// what the guard and the script wait for, together.
    private static final int LATE_SECONDS = 150;

    private final SeededRandom chance;
    private final World world;
    private final MemoryShell shell;
    private final History chronicle;
    private final PlannedEvents agenda;
    private final Duration waits;

    /// `waits` is how long the script waits after it has taken its tag off.
    FirstBoots(
            SeededRandom chance,
            World world,
            MemoryShell shell,
            History chronicle,
            PlannedEvents agenda,
            Duration waits) {
        this.chance = chance;
        this.world = world;
        this.shell = shell;
        this.chronicle = chronicle;
        this.agenda = agenda;
        this.waits = waits;
    }

    /// Picks nodes that boot, and returns the others.
    List<Instance> of(List<Instance> nodes) {
        if (nodes.size() < 2 || !chance.in(8)) {
            return nodes;
        }
        List<Instance> others = new ArrayList<>(nodes);
        Instance node = others.removeLast();
        if (chance.in(40)) {
            withoutNetwork(node);
        } else {
            slowly(node);
        }
        return others;
    }

    private void withoutNetwork(Instance node) {
        chronicle.happened(CoverageEvent.BOOTS_WITHOUT_NETWORK, node.id());
        begin(node, null);
    }

    /// Its termination begins at about the time at which its product would start.
    private void slowly(Instance node) {
        Duration installs = chance.minutes(1, 9);
        chronicle.happened(CoverageEvent.BOOTS_SLOWLY, node.id());
        begin(node, installs);
        agenda.after(installs.plus(chance.seconds(-30, 60)), () -> goes(node));
    }

    private void begin(Instance node, @Nullable Duration installs) {
        String id = node.id();
        chronicle.facts().boots(id);
        chronicle.facts().fileSystem(id, shell.paths(id).first().source(), () -> shell.disk(id));
        shell.disk(id, Disk.empty());
        world.firstBoots().begin(id, plan(installs), () -> starts(node));
    }

    private Plan plan(@Nullable Duration installs) {
        int target = chance.between(0, 30);
        int tag = chance.in(50) ? LATE_SECONDS - target : chance.between(0, LATE_SECONDS - target);
        return new Plan(Tags.UNSTARTED, installs, waits, Duration.ofSeconds(tag), Duration.ofSeconds(target));
    }

    /// Many nodes cannot be asked for a while just then.
    private void starts(Instance node) {
        chronicle.happened(CoverageEvent.PRODUCT_STARTED, node.id());
        chronicle.facts().started(node.id());
        Content data = new Content(chance.between(1, 400), chance.between(400, 4_000_000), world.instant());
        shell.disk(node.id())
                .add(world.instant(), data)
                .drain(world.instant().plus(chance.minutes(6, 9)), chance.minutes(1, 4));
        if (chance.in(70)) {
            world.mishaps().stopAgent(node.id());
            agenda.after(chance.minutes(5, 9), () -> {
                world.mishaps().startAgent(node.id());
                chronicle.agentBack(node.id());
            });
        }
    }

    private void goes(Instance node) {
        if (PlannedEvents.inService(node)) {
            chronicle.happened(CoverageEvent.GOES_WHILE_IT_BOOTS, node.id());
            world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), chance.in(50));
        }
    }
}
