package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until it is moved, and never goes back.
public final class VirtualClock implements InstantSource {
    private Instant now;

    /// A clock that shows the given time.
    public VirtualClock(Instant start) {
        this.now = start;
    }

    @Override
    public Instant instant() {
        return now;
    }

    /// Moves the clock on by a span; a negative one is refused.
    public void advance(Duration span) {
        advanceTo(now.plus(span));
    }

    /// Moves the clock on to a point in time; an earlier one is refused.
    public void advanceTo(Instant then) {
        if (then.isBefore(now)) {
            throw new IllegalArgumentException("the clock shows " + now + " and cannot go back to " + then);
        }
        now = then;
    }
}
