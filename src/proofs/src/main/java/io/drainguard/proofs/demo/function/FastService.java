package io.drainguard.proofs.demo.function;

import io.drainguard.entry.GuardService;

/// The product's own service; only its clock is the simulated account's.
public final class FastService {
    private FastService() {}

    /// Serves until told to stop.
    public static void main(String[] arguments) {
        System.exit(GuardService.serve(
                System.getenv(), FastTime.of(System.getenv()), System.out::println, System.err::println));
    }
}
