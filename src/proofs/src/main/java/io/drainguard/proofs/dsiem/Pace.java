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
public record Pace(Duration event, Duration correlation) {
    /// Two cores that other work shares: with the default queue a fifth of the alarms is lost under 800 events
    /// a second, as measured with the binary.
    public static final Pace TWO_BUSY_CORES = new Pace(Duration.ofNanos(50_000), Duration.ofNanos(1_500));

    Duration draw(int correlations, RandomGenerator random) {
        double mean = event.toNanos() + (double) correlations * correlation.toNanos();
        return Duration.ofNanos((long) (mean * random.nextExponential()));
    }
}
