package io.drainguard.sweep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The only clock of a sweep, and the only way to wait.
public interface Time extends InstantSource {
    /// Waits for this long.
    ///
    /// @throws Stopped if the process is asked to end
    void pause(Duration length);

    /// Returns the time that has passed since `earlier`. The result is zero if `earlier` is in the future, which
    /// happens when two clocks differ.
    default Duration since(Instant earlier) {
        Duration passed = Duration.between(earlier, instant());
        return passed.isNegative() ? Duration.ZERO : passed;
    }

    /// Returns the earlier of two times.
    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /// Returns the shorter of two durations.
    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Says that the process was asked to end while it waited.
    final class Stopped extends RuntimeException {
        /// Builds the exception from the interruption.
        public Stopped(InterruptedException cause) {
            super("stopped while waiting", cause);
        }
    }
}
