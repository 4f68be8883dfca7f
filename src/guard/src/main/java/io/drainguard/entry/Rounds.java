package io.drainguard.entry;

import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Sweeps each [Sweep#INTERVAL] until it is told to stop. It is the schedule of a guard that runs as a process.
///
/// It never cuts a sweep short. It reports a sweep that fails, and the next sweep is the retry.
public final class Rounds {
    /// The longest time that a sweep may take, equal to the function's timeout in the template.
    public static final Duration LONGEST = Duration.ofMinutes(5);

    /// The time within which a guard that rests between two sweeps sees that it must stop.
    private static final Duration STEP = Duration.ofSeconds(1);

    private final Consumer<Instant> sweep;
    private final Consumer<RuntimeException> failures;
    private final Time time;

    /// Builds the schedule of one guard.
    ///
    /// @param sweep runs one sweep and receives the time at which it must end
    /// @param failures receives the exception of a sweep that did not finish
    public Rounds(Consumer<Instant> sweep, Consumer<RuntimeException> failures, Time time) {
        this.sweep = sweep;
        this.failures = failures;
        this.time = time;
    }

    /// Sweeps until `stop` returns true.
    ///
    /// @throws Time.Stopped if the thread was interrupted while it waited
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

    /// Rests until the next sweep. It also counts its steps: if an operator sets the clock back during the
    /// rest, the time alone would keep the guard from sweeping.
    private void rest(Instant next, BooleanSupplier stop) {
        long steps = Sweep.INTERVAL.dividedBy(STEP);
        for (long step = 0; step < steps && time.instant().isBefore(next) && !stop.getAsBoolean(); step++) {
            time.pause(STEP);
        }
    }
}
