package io.drainguard.entry;

import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Sweeps each [Sweep#INTERVAL] until told to stop: the schedule of a guard that is a process.
///
/// A sweep under way is never cut short. One that fails is told, and the next is its retry.
public final class Rounds {
    /// The longest a sweep may take, as long as the function's own timeout in the template.
    public static final Duration LONGEST = Duration.ofMinutes(5);

    /// So soon a guard that rests between two sweeps hears that it is to stop.
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Consumer<Instant> sweep;
    private final Consumer<RuntimeException> failures;
    private final Time time;

    /// Builds the rounds of one guard.
    ///
    /// @param sweep is given when its time runs out
    /// @param failures takes what ended a sweep before its end
    public Rounds(Consumer<Instant> sweep, Consumer<RuntimeException> failures, Time time) {
        this.sweep = sweep;
        this.failures = failures;
        this.time = time;
    }

    /// Sweeps until `stop` says so.
    ///
    /// @throws Time.Stopped when the thread was interrupted while it waited
    public void run(BooleanSupplier stop) {
        while (!stop.getAsBoolean()) {
            Instant start = time.instant();
            round(start.plus(LONGEST));
            rest(start.plus(Sweep.INTERVAL), stop);
        }
    }

    private void round(Instant until) {
        try {
            sweep.accept(until);
        } catch (Time.Stopped stopped) {
            throw stopped;
        } catch (RuntimeException failed) {
            failures.accept(failed);
        }
    }

    /// Counts its steps, too: a clock that is set back while it rests would otherwise keep it from sweeping.
    private void rest(Instant next, BooleanSupplier stop) {
        long steps = Sweep.INTERVAL.dividedBy(STEP);
        for (long step = 0; step < steps && time.instant().isBefore(next) && !stop.getAsBoolean(); step++) {
            time.pause(STEP);
        }
    }
}
