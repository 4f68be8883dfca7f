package io.drainguard.entry;

import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A clock that shows, to whoever watches over the process, that the sweeping thread still uses it.
///
/// A thread that hangs in a call does not look at the clock, so its beats stop. So do those of one that goes on for
/// longer than it may, however busy it is.
final class WatchdogClock implements Time {
    /// Between two beats at least: each is a process of its own.
    static final Duration APART = Duration.ofSeconds(10);

    private final Time time;
    private final Runnable beat;
    private @Nullable Instant last;
    private @Nullable Instant end;

    WatchdogClock(Time time, Runnable beat) {
        this.time = time;
        this.beat = beat;
    }

    /// From `end` on nothing is a sign of life any more, until this is called again.
    void until(Instant end) {
        this.end = end;
        instant();
    }

    @Override
    public Instant instant() {
        Instant now = time.instant();
        if (isDue(now) && (end == null || now.isBefore(end))) {
            last = now;
            beat.run();
        }
        return now;
    }

    @Override
    public void pause(Duration length) {
        time.pause(length);
        instant();
    }

    /// A clock that was set back counts as due.
    private boolean isDue(Instant now) {
        return last == null || now.isBefore(last) || !now.isBefore(last.plus(APART));
    }
}
