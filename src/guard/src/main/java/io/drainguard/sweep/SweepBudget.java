package io.drainguard.sweep;

import java.time.Duration;
import java.time.Instant;

/// The time that a sweep has.
///
/// @param start when it began
/// @param until when the caller's own time runs out
record SweepBudget(Instant start, Instant until) {
    /// After this time nodes that their groups retain are protected by the next sweeps: looks and heartbeats must not
    /// wait for it. A third of the minute is free, for sweeps that come late.
    private static final Duration PROTECTING = Duration.ofSeconds(12);

    /// The longest wait for a fresh look where an Empty is too old: 15 s for which a node settles, and what Run Command
    /// takes.
    private static final Duration FRESH_LOOK = Duration.ofSeconds(30);

    /// Tells whether a node may be left to the next sweep unprotected.
    ///
    /// @param kept whether its group keeps it when its wait ends by itself
    boolean mayDefer(Instant now, boolean kept) {
        return !now.isBefore(kept ? Time.earlier(start.plus(PROTECTING), until) : until);
    }

    /// When the sweep stops waiting for fresh looks that it asked for at `now`.
    Instant freshLooksBy(Instant now) {
        return Time.earlier(now.plus(FRESH_LOOK), until);
    }
}
