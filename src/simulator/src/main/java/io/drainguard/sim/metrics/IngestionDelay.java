package io.drainguard.sim.metrics;

import java.time.Duration;
import java.util.SplittableRandom;

/// How long a value takes until it can be read, drawn from a seed. Metrics of log lines are made once the log is
/// processed, so an alarm may see a minute before its point is there (CloudWatch User Guide,
/// CloudWatch_Embedded_Metric_Format_Alarms); a new metric can take two minutes (publishingMetrics). The figures
/// between these two are *inference*: most values come within 20 s, every twentieth takes up to two minutes.
public final class IngestionDelay {
    private static final int RARE = 20;
    private static final int FEW_SECONDS = 20;
    private static final int MOST_SECONDS = 120;

    private final SplittableRandom draws;

    /// Delays of a seed.
    public IngestionDelay(long seed) {
        this.draws = new SplittableRandom(seed);
    }

    /// The delay of the next value.
    public Duration next() {
        boolean rare = draws.nextInt(RARE) == 0;
        return Duration.ofSeconds(draws.nextInt(2, (rare ? MOST_SECONDS : FEW_SECONDS) + 1));
    }
}
