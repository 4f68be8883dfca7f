package io.drainguard.proofs.trial;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// All luck of a trial, drawn from its one seed.
final class SeededRandom {
    private final long seed;
    private final SplittableRandom random;

    SeededRandom(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /// Luck apart from this one, of the same seed: what is drawn there changes nothing here.
    SeededRandom apart(int part) {
        return new SeededRandom(seed * 1_000_003 + part * 7_919L);
    }

    boolean in(int percent) {
        return random.nextInt(100) < percent;
    }

    boolean permille(int permille) {
        return random.nextInt(1000) < permille;
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    Duration seconds(int least, int most) {
        return Duration.ofMillis(random.nextLong(least * 1000L, most * 1000L + 1));
    }

    Duration millis(int least, int most) {
        return Duration.ofMillis(between(least, most));
    }

    Duration minutes(int least, int most) {
        return seconds(least * 60, most * 60);
    }

    /// Luck of its own for somebody else.
    SplittableRandom split() {
        return random.split();
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
