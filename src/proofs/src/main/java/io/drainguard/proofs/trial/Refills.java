package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Disk.Content;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Queues that fill again after any gap, since intake is not stopped: an Empty may be followed by data.
final class Refills {
    private final SeededRandom chance;
    private final World world;
    private final MemoryShell shell;
    private final History chronicle;
    private final PlannedEvents agenda;
    private final Map<String, Integer> afterEmpty = new HashMap<>();

    Refills(SeededRandom chance, World world, MemoryShell shell, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.shell = shell;
        this.chronicle = chronicle;
        this.agenda = agenda;
        shell.onAnswer(this::answered);
    }

    void of(List<Instance> nodes) {
        for (Instance node : nodes) {
            if (chance.in(15)) {
                for (int times = chance.between(1, 5); times > 0; times--) {
                    agenda.after(chance.minutes(0, 18), () -> fill(node));
                }
            }
            if (chance.in(10)) {
                afterEmpty.put(node.id(), chance.between(1, 4));
            }
        }
    }

    /// Just after an Empty, while guards may believe it.
    private void answered(String node, String word) {
        int times = afterEmpty.getOrDefault(node, 0);
        if (times > 0 && word.equals("empty")) {
            afterEmpty.put(node, times - 1);
            agenda.after(
                    chance.in(50) ? chance.millis(0, 1_500) : chance.seconds(0, 40), () -> fill(world.instance(node)));
        }
    }

    private void fill(Instance node) {
        if (node.ended() == null) {
            chronicle.happened(CoverageEvent.FILLED_AGAIN, node.id());
            Content data = new Content(chance.between(1, 40), chance.between(400, 400_000), world.instant());
            shell.disk(node.id())
                    .add(world.instant(), data)
                    .drain(world.instant().plus(chance.seconds(0, 90)), chance.seconds(10, 180));
        }
    }
}
