package io.drainguard.proofs.trial;

import io.drainguard.sim.world.World;
import io.drainguard.sweep.LookEnded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The queue of ended looks: two pollers, over which messages fall at random, hand over what has come within a window.
final class EndedLooks {
    /// The template's batching window.
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final World world;
    private final SeededRandom chance;
    private final Consumer<Set<LookEnded>> batches;
    private final List<Set<LookEnded>> pollers = new ArrayList<>(List.of(Set.of(), Set.of()));

    EndedLooks(World world, SeededRandom chance, Consumer<Set<LookEnded>> batches) {
        this.world = world;
        this.chance = chance;
        this.batches = batches;
    }

    void arrived(LookEnded end) {
        int poller = chance.between(0, 1);
        if (pollers.get(poller).isEmpty()) {
            pollers.set(poller, new LinkedHashSet<>());
            world.after(WINDOW, () -> batches.accept(pollers.set(poller, Set.of())));
        }
        pollers.get(poller).add(end);
    }
}
