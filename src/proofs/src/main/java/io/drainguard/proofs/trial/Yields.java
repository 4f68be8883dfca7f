package io.drainguard.proofs.trial;

import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.List;

/// Groups whose owner says that their data outlives their nodes, and some whose tag says nothing that can be read.
final class Yields {
    private static final List<Integer> SECONDS = List.of(30, 45, 60, 120, 240, 600);
    private static final List<String> UNCLEAR = List.of("abc", "10", "", " 240", "172801");

    private final SeededRandom chance;
    private final History chronicle;

    Yields(SeededRandom chance, History chronicle) {
        this.chance = chance;
        this.chronicle = chronicle;
    }

    /// The group with the tag, in one group of eight.
    GroupSpec of(GroupSpec spec) {
        if (chance.in(2)) {
            chronicle.happened(CoverageEvent.YIELD_UNCLEAR, spec.name());
            return spec.tag(Tags.YIELDS_AFTER, chance.oneOf(UNCLEAR));
        }
        if (!chance.in(12)) {
            return spec;
        }
        int seconds = chance.oneOf(SECONDS);
        chronicle.happened(CoverageEvent.YIELDS, spec.name());
        chronicle.facts().yields(spec.name(), Duration.ofSeconds(seconds));
        return spec.tag(Tags.YIELDS_AFTER, String.valueOf(seconds));
    }
}
