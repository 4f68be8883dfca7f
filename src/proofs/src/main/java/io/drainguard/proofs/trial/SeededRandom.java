package io.drainguard.proofs.trial;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// All luck of a trial, drawn from its one seed.
public final class SeededRandom {
    private final long seed;
    private final SplittableRandom random;

    /// The luck of this seed.
    public SeededRandom(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /// Luck apart from this one, of the same seed: what is drawn there changes nothing here.
    SeededRandom apart(int part) {
        return new SeededRandom(seed * 1_000_003 + part * 7_919L);
    }

    /// True in so many of a hundred cases.
    public boolean in(int percent) {
        return random.nextInt(100) < percent;
    }

    boolean permille(int permille) {
        return random.nextInt(1000) < permille;
    }

    /// A whole number, both ends included.
    public int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /// A span of so many seconds, drawn to the millisecond.
    public Duration seconds(int least, int most) {
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

    /// One of these.
    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
