package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Disk.Content;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sim.world.World;
import java.time.Instant;
import java.util.List;

/// What lies in the nodes' queues, and how the nodes answer when they are asked.
final class Queues {
    private static final List<Manner> DOUBTFUL = List.of(
            Manner.MISSING_PATH,
            Manner.DENIED,
            Manner.OLD_AGENT,
            Manner.GARBAGE,
            Manner.SILENT,
            Manner.CUT,
            Manner.HANG,
            Manner.FAILS);

    private final SeededRandom chance;
    private final World world;
    private final MemoryShell shell;
    private final History chronicle;
    private final PlannedEvents agenda;

    Queues(SeededRandom chance, World world, MemoryShell shell, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.shell = shell;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    void node(Instance node) {
        shell.disk(node.id(), disk());
        if (chance.in(12)) {
            doubtful(node.id());
        }
        if (chance.in(12)) {
            outage(node.id());
        }
    }

    /// New data in a node that is back in service and has none.
    void refill(Instance node) {
        if (PlannedEvents.inService(node)) {
            chronicle.isBackInService(node.id());
        }
        if (PlannedEvents.inService(node) && shell.contentNow(node.id()).isEmpty()) {
            chronicle.happened(CoverageEvent.BACK_IN_SERVICE, node.id());
            shell.disk(node.id(), draining());
        }
    }

    private void outage(String id) {
        agenda.after(chance.minutes(0, 10), () -> {
            chronicle.happened(CoverageEvent.AGENT_OUTAGE, id);
            world.mishaps().stopAgent(id);
        });
        agenda.after(chance.minutes(11, 20), () -> {
            world.mishaps().startAgent(id);
            chronicle.agentBack(id);
        });
    }

    private void doubtful(String id) {
        Manner manner = chance.oneOf(DOUBTFUL);
        agenda.after(chance.minutes(0, 10), () -> {
            chronicle.happened(CoverageEvent.DOUBTFUL_ANSWERS, id);
            if (manner == Manner.HANG) {
                chronicle.facts().hangs(id);
            }
            shell.manner(id, manner);
        });
        if (chance.in(80)) {
            agenda.after(chance.minutes(11, 20), () -> shell.manner(id, Manner.HONEST));
        }
    }

    /// Empty; draining; stuck for good; or filling while it waits, with gaps no longer than a flush of ten seconds.
    private Disk disk() {
        return switch (chance.between(0, 19)) {
            case 0, 1, 2, 3 -> Disk.empty();
            case 4, 5, 6 -> {
                Content data = data();
                yield Disk.holding(data.files(), data.bytes(), data.oldest());
            }
            case 7, 8 -> flushing();
            default -> draining();
        };
    }

    private Content data() {
        return new Content(chance.between(1, 400), chance.between(400, 4_000_000), world.instant());
    }

    private Disk draining() {
        Content data = data();
        return Disk.holding(data.files(), data.bytes(), data.oldest())
                .drain(world.instant().plus(chance.minutes(0, 10)), chance.minutes(1, 8));
    }

    private Disk flushing() {
        Disk disk = Disk.empty();
        Content data = data();
        Instant at = world.instant();
        Instant end = at.plus(chance.minutes(4, 14));
        while (at.isBefore(end)) {
            disk.set(at, data);
            at = at.plus(chance.seconds(4, 20));
            disk.set(at, Content.NOTHING);
            at = at.plus(chance.seconds(1, 10));
        }
        return disk;
    }
}
