package io.drainguard.entry;

import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A clock that sends watchdog signals to systemd while the sweeping thread uses it.
///
/// A thread that hangs in a call does not read the clock, so the signals stop. They also stop for a thread that works
/// longer than it may.
final class WatchdogClock implements Time {
    /// The shortest time between two signals, because each signal starts a process.
    static final Duration APART = Duration.ofSeconds(10);

    private final Time time;
    private final Runnable signal;
    private @Nullable Instant last;
    private @Nullable Instant end;

    WatchdogClock(Time time, Runnable signal) {
        this.time = time;
        this.signal = signal;
    }

    /// Allows signals until `end`. After `end` the clock sends no signal until this method is called again.
    void until(Instant end) {
        this.end = end;
        instant();
    }

    @Override
    public Instant instant() {
        Instant now = time.instant();
        if (isDue(now) && (end == null || now.isBefore(end))) {
            last = now;
            signal.run();
        }
        return now;
    }

    @Override
    public void pause(Duration length) {
        time.pause(length);
        instant();
    }

    /// Tells whether a signal is due. A signal is also due if an operator has set the clock back.
    private boolean isDue(Instant now) {
        return last == null || now.isBefore(last) || !now.isBefore(last.plus(APART));
    }
}
