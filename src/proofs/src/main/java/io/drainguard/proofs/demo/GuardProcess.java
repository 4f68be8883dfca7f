package io.drainguard.proofs.demo;

import io.drainguard.sim.lambda.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The guard of the simulated account, in whichever edition.
interface GuardProcess extends AutoCloseable {
    /// How its first sweep ends, or the first one of its processes that does not end well.
    CompletableFuture<Outcome> firstSweep();

    /// Waits until it has swept for the first time.
    ///
    /// @param limit of real time
    /// @throws DemoFailed when that does not end well
    default void awaitFirstSweep(Duration limit) throws InterruptedException {
        Outcome outcome;
        try {
            outcome = firstSweep().get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException late) {
            throw new DemoFailed("the guard did not sweep within " + limit.toSeconds() + " s of real time");
        }
        if (!(outcome instanceof Outcome.Returned)) {
            throw new DemoFailed("the guard does not run: " + outcome);
        }
    }

    /// Kills its processes and returns how many there were; what the edition does about that follows by itself.
    int kill();

    @Override
    void close();
}
