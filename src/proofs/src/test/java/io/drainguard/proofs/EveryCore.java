package io.drainguard.proofs;

import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;

/// Runs work that streams in parallel on every core. A stream on a thread of JUnit's own pool would share that pool
/// with the other test classes, and have one core.
public final class EveryCore {
    private EveryCore() {}

    /// Runs the work and returns its answer; what the work throws comes out wrapped or as it is.
    public static <T> T run(Supplier<T> work) {
        try (ForkJoinPool pool = new ForkJoinPool(Runtime.getRuntime().availableProcessors())) {
            return pool.submit(work::get).join();
        }
    }
}
