package io.drainguard.sweep;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The one clock, and the only way to wait on it.
public interface Time extends InstantSource {
    /// Waits for this long.
    ///
    /// @throws Stopped when the process is asked to end
    void pause(Duration length);

    /// Time passed since `earlier`; zero where `earlier` lies ahead, as it may when two clocks differ.
    default Duration since(Instant earlier) {
        Duration passed = Duration.between(earlier, instant());
        return passed.isNegative() ? Duration.ZERO : passed;
    }

    /// The earlier of two times.
    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /// The shorter of two spans.
    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// The process was asked to end while it waited.
    final class Stopped extends RuntimeException {
        /// Builds it from the interruption.
        public Stopped(InterruptedException cause) {
            super("stopped while waiting", cause);
        }
    }
}
