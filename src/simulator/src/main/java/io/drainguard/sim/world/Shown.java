package io.drainguard.sim.world;

import java.time.Instant;

/// A value that changes at once, but is shown to describe calls only some time later.
///
/// After a completion the API went on showing the old state (recorded: autoscaling/retention_native.json, 0.15 s
/// after ABANDON).
final class Shown<T> {
    private T current;
    private T previous;
    private Instant shownFrom = Instant.MIN;

    Shown(T value) {
        this.current = value;
        this.previous = value;
    }

    /// The true value.
    T current() {
        return current;
    }

    /// What a describe call sees.
    T shown(Instant now) {
        return now.isBefore(shownFrom) ? previous : current;
    }

    /// Changes the value and shows it at once.
    void set(T value) {
        current = value;
        previous = value;
    }

    /// Changes the value now and shows it from a later time on.
    void set(T value, Instant now, Instant shownFromNow) {
        previous = shown(now);
        current = value;
        shownFrom = shownFromNow;
    }
}
