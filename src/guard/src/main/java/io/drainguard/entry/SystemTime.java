package io.drainguard.entry;

import io.drainguard.sweep.Time;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Reads the system's clock.
public enum SystemTime implements Time {
    /// The only instance.
    CLOCK;

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant();
    }

    @Override
    public void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Stopped(interrupted);
        }
    }
}
