package io.drainguard.proofs.dsiem;

import java.time.Duration;

/// The settings of a backend that matter here.
///
/// @param node `DSIEM_NODE`: whose directives it pulls
/// @param maxQueue `DSIEM_MAXQUEUE`: 25,000 unless set; 0 lets the queue grow, and an event waits 10 s for each
///     directive
/// @param maxEps `DSIEM_MAXEPS`: 1,000 unless set; with a bounded queue an event waits 0.9/maxEps seconds
/// @param pace how fast it evaluates
/// @param startWindow how long at most an event may kill a start
public record BackendSettings(String node, int maxQueue, int maxEps, Pace pace, Duration startWindow) {
    /// The longest time from the moment when events reach the directives to the moment when alarms can be kept.
    /// That 5 of 20 starts died under 400 events a second, a quarter of which open a correlation, and 1 of 20
    /// under 100, fits a mean of 3 ms.
    public static final Duration START_WINDOW = Duration.ofMillis(6);

    /// The binary's own defaults.
    public static BackendSettings defaults(String node) {
        return new BackendSettings(node, 25_000, 1_000, Pace.TWO_BUSY_CORES, START_WINDOW);
    }

    /// The defaults with a queue without bound, as the units of `nodes/dsiem` set it.
    public static BackendSettings unbounded(String node) {
        return defaults(node).withMaxQueue(0);
    }

    /// These settings with another queue.
    public BackendSettings withMaxQueue(int length) {
        return new BackendSettings(node, length, maxEps, pace, startWindow);
    }

    /// How long an event waits for a directive before the queue skips it: `Init` of `queue/event_queue.go`.
    Duration patience() {
        return maxQueue == 0 ? Duration.ofSeconds(10) : Duration.ofNanos(1_000_000_000L / maxEps * 9 / 10);
    }
}
