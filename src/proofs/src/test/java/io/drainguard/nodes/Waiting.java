package io.drainguard.nodes;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what happens in other processes, by looking again.
final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(100);

    /// Long enough for a guest to boot while all other stories boot theirs.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Waiting() {}

    static <T> T until(String what, Supplier<Optional<T>> look) {
        return until(what, PATIENCE, look);
    }

    static <T> T until(String what, Duration patience, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) return seen.get();
            if (System.nanoTime() > end) throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
            pause(PAUSE);
        }
    }

    /// Waits for a condition and returns how long that took.
    static Duration untilTrue(String what, Duration patience, BooleanSupplier look) {
        long start = System.nanoTime();
        until(what, patience, () -> look.getAsBoolean() ? Optional.of(true) : Optional.empty());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
