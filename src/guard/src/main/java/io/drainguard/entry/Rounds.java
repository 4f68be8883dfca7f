package io.drainguard.entry;

import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Calls a guard that runs as a process and hears no events: a sweep each [Guard#INTERVAL], and between two sweeps the
/// steps that an event would start. It never cuts a sweep short. It reports a call that fails, and the next call is the
/// retry.
public final class Rounds {
    /// The longest time that a sweep may take, equal to the function's timeout in the template.
    public static final Duration LONGEST = Duration.ofMinutes(5);

    /// The time within which a guard that rests between two sweeps sees that it must stop.
    private static final Duration STEP = Duration.ofSeconds(1);

    /// After so many steps the guard looks for looks that have ended.
    private static final int COLLECTING = 5;

    private final Guard guard;
    private final Consumer<Instant> begins;
    private final Consumer<RuntimeException> failures;
    private final Time time;

    /// Builds the rounds of one guard.
    ///
    /// @param begins told when a call begins, by when it must have ended
    /// @param failures receives the exception of a call that did not finish
    public Rounds(Guard guard, Consumer<Instant> begins, Consumer<RuntimeException> failures, Time time) {
        this.guard = guard;
        this.begins = begins;
        this.failures = failures;
        this.time = time;
    }

    /// Calls the guard until `stop` returns true.
    ///
    /// @throws Time.Stopped if the thread was interrupted while it waited
    public void run(BooleanSupplier stop) {
        while (!stop.getAsBoolean()) {
            Instant next = time.instant().plus(Guard.INTERVAL);
            call(guard::sweep);
            between(next, stop);
        }
    }

    /// Rests until the next sweep. It also counts its steps: if an operator sets the clock back during the
    /// rest, the time alone would keep the guard from sweeping.
    private void between(Instant next, BooleanSupplier stop) {
        long steps = Guard.INTERVAL.dividedBy(STEP);
        for (long step = 1; step <= steps && time.instant().isBefore(next) && !stop.getAsBoolean(); step++) {
            time.pause(STEP);
            call(step % COLLECTING == 0 ? guard::collect : until -> guard.renew());
        }
    }

    private void call(Consumer<Instant> work) {
        Instant until = time.instant().plus(LONGEST);
        begins.accept(until);
        try {
            work.accept(until);
        } catch (Time.Stopped stopped) {
            throw stopped;
        } catch (RuntimeException failed) {
            failures.accept(failed);
        }
    }
}
