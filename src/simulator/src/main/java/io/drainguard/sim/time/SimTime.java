package io.drainguard.sim.time;

import java.time.Duration;
import java.time.Instant;

/// A clock that also wakes: what simulated services use instead of sleeping.
public interface SimTime {

    /// Tells the time now.
    Instant now();

    /// Runs `task` once when `delay` has passed; a delay of zero or less means as soon as possible, but never within
    /// this call. Tasks must not block: they share one thread.
    Waiting after(Duration delay, Runnable task);

    /// A task that waits for its time.
    @FunctionalInterface
    interface Waiting {

        /// Makes sure the task does not start any more; a task that has started or ended is not affected.
        void cancel();
    }
}
