package io.drainguard.sweep;

import java.time.Duration;
import java.util.List;

/// When answers are worth a call: a node with data answers at once, an empty one after the 15 s that it looks
/// again and again, and Run Command takes one to three seconds on top. Who has not answered by then is asked about
/// ever more rarely, since each question about fifty nodes is a call of its own.
final class Patience {
    private static final List<Duration> READINGS = List.of(
            Duration.ofMillis(3_500),
            Duration.ofMillis(18_500),
            Duration.ofMillis(21_500),
            Duration.ofSeconds(26),
            Duration.ofSeconds(33),
            Duration.ofSeconds(43),
            Duration.ofSeconds(56),
            Duration.ofSeconds(70),
            Duration.ofSeconds(85),
            Duration.ofSeconds(100),
            Duration.ofSeconds(115));

    private static final Duration FOR_EVER = Duration.ofDays(1);

    private Patience() {}

    /// How long after the question the next reading comes, when there were so many.
    static Duration before(int reads) {
        return reads < READINGS.size() ? READINGS.get(reads) : FOR_EVER;
    }
}
