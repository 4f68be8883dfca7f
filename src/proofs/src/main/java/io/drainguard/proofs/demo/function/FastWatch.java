package io.drainguard.proofs.demo.function;

import io.drainguard.entry.Watch;

/// The product's own service; only its clock is the simulated account's.
public final class FastWatch {
    private FastWatch() {}

    /// Serves until told to stop.
    public static void main(String[] arguments) {
        System.exit(
                Watch.serve(System.getenv(), FastTime.of(System.getenv()), System.out::println, System.err::println));
    }
}
