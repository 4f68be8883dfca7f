package io.drainguard.cli;

import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;

/// Time that passes only where the sweep waits: nobody waits for an answer that is known.
final class SimulatedClock implements Time {
    private Instant now;

    SimulatedClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void pause(Duration length) {
        now = now.plus(length);
    }
}
