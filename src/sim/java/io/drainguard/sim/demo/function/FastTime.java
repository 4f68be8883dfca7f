package io.drainguard.sim.demo.function;

import io.drainguard.sweep.Time;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// The simulated account's clock, seen from another process: both began together and run at the same speed.
///
/// @param realStart when the machine's clock showed the beginning
/// @param simulatedStart what the simulated clock showed then
/// @param speed simulated seconds in one real second
record FastTime(Instant realStart, Instant simulatedStart, int speed) implements Time {
    @Override
    public Instant instant() {
        Duration passed = Duration.between(realStart, Clock.systemUTC().instant());
        return simulatedStart.plus(passed.multipliedBy(speed));
    }

    @Override
    public void pause(Duration length) {
        try {
            Thread.sleep(length.dividedBy(speed));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Stopped(interrupted);
        }
    }
}
