package io.drainguard.proofs.lease;

import io.drainguard.proofs.trial.SeededRandom;
import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;

/// What every part of a story has around it.
record Scene(
        VirtualTime time,
        SeededRandom chance,
        LeaseHistory history,
        LeaseInvariants judges,
        Uplink uplink,
        LeaseDesign design) {
    Instant now() {
        return time.now();
    }

    void after(Duration delay, Runnable work) {
        time.after(delay, work);
    }

    /// A span between two, drawn to the millisecond.
    Duration between(Duration least, Duration most) {
        return Duration.ofMillis(chance.between(Math.toIntExact(least.toMillis()), Math.toIntExact(most.toMillis())));
    }
}
