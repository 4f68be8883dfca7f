package io.drainguard.proofs.demo.function;

import io.drainguard.sweep.Time;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// The simulated account's clock, seen from another process: both began together and run at the same speed.
///
/// @param realStart when the machine's clock showed the beginning
/// @param simulatedStart what the simulated clock showed then
/// @param speed simulated seconds in one real second
public record FastTime(Instant realStart, Instant simulatedStart, int speed) implements Time {
    /// Variables that tell the clock.
    private static final String REAL_START = "DEMO_REAL_START";

    /// What the simulated clock showed at [#REAL_START].
    private static final String SIMULATED_START = "DEMO_SIMULATED_START";

    /// Simulated seconds in one real second.
    private static final String SPEED = "DEMO_SPEED";

    /// The clock that an environment tells.
    static FastTime of(Map<String, String> environment) {
        return new FastTime(
                Instant.parse(environment.get(REAL_START)),
                Instant.parse(environment.get(SIMULATED_START)),
                Integer.parseInt(environment.get(SPEED)));
    }

    /// The variables that tell this clock to a process.
    public Map<String, String> variables() {
        return Map.of(
                REAL_START, realStart.toString(),
                SIMULATED_START, simulatedStart.toString(),
                SPEED, String.valueOf(speed));
    }

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
