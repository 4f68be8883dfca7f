package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How fast a node's queues drain, according to its past looks. Pure.
///
/// The rate is the median of the slopes between any two looks (Theil-Sen estimator), so that one outlier changes it
/// little. Looks older than [#WINDOW], looks before one that found no byte, and looks before a gap of [#GAP] do not
/// count, since they belong to an earlier wait or to another outage.
sealed interface Drain {
    /// Older looks do not count towards a rate: this is long enough for several looks at one look a minute, and short
    /// enough to follow a destination that recovers.
    Duration WINDOW = Duration.ofMinutes(15);

    /// Looks before a gap this long do not count: ten sweeps got no answer.
    Duration GAP = Duration.ofMinutes(10);

    /// A last look older than this is outdated: five sweeps have passed.
    Duration STALE = Duration.ofMinutes(5);

    /// A rate needs at least this many looks with data, or two that lie [#FAR_APART].
    int LEAST_LOOKS = 3;

    /// A rate needs looks that span at least this long.
    Duration LEAST_SPAN = Duration.ofMinutes(1);

    /// A later end counts as no end: this is twice AWS's longest wait.
    Duration FAR = Duration.ofHours(96);

    /// Two looks are enough for a rate if they lie this far apart.
    Duration FAR_APART = Duration.ofMinutes(5);

    /// There are looks with data, and too few of them for a rate.
    Drain FEW_LOOKS = new Unclear("too few looks so far");

    /// The queues were empty at the last look.
    record Over() implements Drain {}

    /// The queues shrink.
    ///
    /// @param bytesPerSecond how many bytes leave each second, above zero
    /// @param end when the queues are empty at this rate
    record Falling(double bytesPerSecond, Instant end) implements Drain {}

    /// The queues keep their size, or shrink so slowly that they are not empty before [#FAR].
    record Steady() implements Drain {}

    /// The queues grow.
    ///
    /// @param bytesPerSecond how many bytes arrive each second, above zero
    record Rising(double bytesPerSecond) implements Drain {}

    /// The rate is unknown.
    ///
    /// @param reason why, for the operator
    record Unclear(String reason) implements Drain {}

    /// Computes the rate from a node's looks.
    ///
    /// @param looks the looks, oldest first
    /// @param now the present, by the clock of the looks
    static Drain of(List<Seen> looks, Instant now) {
        if (looks.isEmpty()) {
            return new Unclear("no look yet");
        }
        Seen last = looks.getLast();
        return switch (last.look()) {
            case Empty _ -> stale(last, now) ? new Unclear("the last look is too old") : new Over();
            case Unknown(String reason) -> new Unclear("the last look could not tell");
            case Pending pending
            when pending.ofConnections() -> new Unclear("connections end when their owner ends them");
            case Pending pending ->
                stale(last, now)
                        ? new Unclear("the last look is too old")
                        : rate(counts(looks), pending.bytes(), last.at());
        };
    }

    /// Whether a look is too old to describe the present.
    static boolean stale(Seen look, Instant now) {
        return Duration.between(look.at(), now).compareTo(STALE) > 0;
    }

    /// Returns the looks with data that count towards the rate, newest first.
    private static List<Seen> counts(List<Seen> looks) {
        Instant newest = looks.getLast().at();
        List<Seen> counts = new ArrayList<>();
        Instant next = newest;
        for (Seen seen : looks.reversed()) {
            if (Duration.between(seen.at(), next).compareTo(GAP) > 0
                    || Duration.between(seen.at(), newest).compareTo(WINDOW) > 0
                    || isWithoutBytes(seen.look())) {
                break;
            }
            next = seen.at();
            if (seen.look() instanceof Pending) {
                counts.add(seen);
            }
        }
        return counts;
    }

    /// Tells whether a look found no byte left, so that bytes found later are others.
    private static boolean isWithoutBytes(Look look) {
        return look instanceof Empty || (look instanceof Pending pending && pending.ofConnections());
    }

    private static Drain rate(List<Seen> counts, long bytes, Instant at) {
        Duration span =
                Duration.between(counts.getLast().at(), counts.getFirst().at());
        if (span.compareTo(counts.size() < LEAST_LOOKS ? FAR_APART : LEAST_SPAN) < 0) {
            return FEW_LOOKS;
        }
        return at(median(slopes(counts)), bytes, at);
    }

    /// Returns the mean rate between two looks with data, [#FEW_LOOKS] if they lie too close together.
    static Drain mean(Seen first, Seen last) {
        return rate(List.of(last, first), bytes(last.look()), last.at());
    }

    private static Drain at(double slope, long bytes, Instant at) {
        if (slope > 0) {
            return new Rising(slope);
        }
        double secondsLeft = slope == 0 ? Double.MAX_VALUE : bytes / -slope;
        return secondsLeft > FAR.toSeconds()
                ? new Steady()
                : new Falling(-slope, at.plusMillis(Math.round(secondsLeft * 1000)));
    }

    private static double[] slopes(List<Seen> counts) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            for (int j = i + 1; j < counts.size(); j++) {
                long millis =
                        Duration.between(counts.get(j).at(), counts.get(i).at()).toMillis();
                if (millis > 0) {
                    slopes.add(
                            (bytes(counts.get(i).look()) - bytes(counts.get(j).look())) * 1000.0 / millis);
                }
            }
        }
        return slopes.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static long bytes(Look look) {
        return look instanceof Pending pending ? pending.bytes() : 0;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
