package io.drainguard.proofs.demo.function;

import io.drainguard.entry.GuardService;

/// The product's own service. Only its clock is the simulated account's, and each line of its log says that nobody had
/// called it.
public final class FastService {
    private FastService() {}

    /// Serves until told to stop.
    public static void main(String[] arguments) {
        System.exit(GuardService.serve(
                System.getenv(),
                FastTime.of(System.getenv()),
                line -> System.out.println(new CalledBy(CalledBy.ROUND, line).text()),
                System.err::println));
    }
}
