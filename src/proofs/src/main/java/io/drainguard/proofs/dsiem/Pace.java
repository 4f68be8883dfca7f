package io.drainguard.proofs.dsiem;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long a directive takes to evaluate an event that is for one of its rules. The binary offers the event to
/// each open correlation in a goroutine of its own and waits for all of them (`manager` of
/// `siem/backlogmgr.go`), so that the time grows with their number, those of the last 6 s that are done
/// included, and varies with what else the processor has to do.
///
/// @param event mean for the event alone
/// @param correlation mean for each correlation beside it
/// @param stalls how often, of all events, something else has the processor meanwhile
/// @param stall mean of how long that takes
public record Pace(Duration event, Duration correlation, double stalls, Duration stall) {
    /// Two cores that other work shares. In a simulated run under 800 events a second the default queue then
    /// loses 94 of 1,000 alarms, and 148 with `DSIEM_MAXEPS` of 20,000. The binary lost 182 to 318 in four
    /// runs, and 368 to 442.
    public static final Pace TWO_BUSY_CORES =
            new Pace(Duration.ofNanos(100_000), Duration.ofNanos(1_000), 0.04, Duration.ofMillis(12));

    Duration draw(int correlations, RandomGenerator random) {
        double mean = event.toNanos() + (double) correlations * correlation.toNanos();
        double stalled = random.nextDouble() < stalls ? stall.toNanos() * random.nextExponential() : 0;
        return Duration.ofNanos((long) (mean * random.nextExponential() + stalled));
    }
}
