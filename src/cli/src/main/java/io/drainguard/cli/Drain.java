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

/// How fast a node's queues drain, as far as its past looks tell. Pure.
///
/// The rate is the median of the slopes between any two looks (Theil and Sen), so that one odd count among several
/// moves it little. Only looks of one stretch count: no older than [#WINDOW], none before an Empty one and none
/// before a silence of [#GAP], since those belong to an earlier wait or to another outage.
sealed interface Drain {
    /// How far back looks count towards a rate: long enough for several at one a minute, short enough to follow
    /// a destination that comes back.
    Duration WINDOW = Duration.ofMinutes(15);

    /// A silence this long ends a stretch: ten sweeps that left no answer.
    Duration GAP = Duration.ofMinutes(10);

    /// A last look older than this says nothing of the present: five sweeps have passed.
    Duration STALE = Duration.ofMinutes(5);

    /// Fewer looks with data than this give no rate.
    int LEAST_LOOKS = 3;

    /// Looks that span less than this give no rate.
    Duration LEAST_SPAN = Duration.ofMinutes(1);

    /// An end further away than this is no end: twice AWS's longest wait.
    Duration FAR = Duration.ofHours(96);

    /// The queues were empty at the last look.
    record Over() implements Drain {}

    /// The bytes become fewer.
    ///
    /// @param bytesPerSecond how many fewer each second, above zero
    /// @param end when none are left, if it goes on like this
    record Falling(double bytesPerSecond, Instant end) implements Drain {}

    /// The bytes stay as they are, or become so few fewer that no end is in sight.
    record Steady() implements Drain {}

    /// The bytes become more.
    ///
    /// @param bytesPerSecond how many more each second, above zero
    record Rising(double bytesPerSecond) implements Drain {}

    /// Nobody can say.
    ///
    /// @param reason why, for the operator
    record Unclear(String reason) implements Drain {}

    /// Reckons from a node's looks.
    ///
    /// @param looks oldest first
    /// @param now the same clock's present
    static Drain of(List<Seen> looks, Instant now) {
        if (looks.isEmpty()) {
            return new Unclear("no look yet");
        }
        Seen last = looks.getLast();
        return switch (last.look()) {
            case Empty() -> stale(last, now) ? new Unclear("the last look is too old") : new Over();
            case Unknown(String reason) -> new Unclear("the last look could not tell");
            case Pending pending ->
                stale(last, now)
                        ? new Unclear("the last look is too old")
                        : rate(counts(looks), pending.bytes(), last.at());
        };
    }

    /// Whether a look is too old to say anything of the present.
    static boolean stale(Seen look, Instant now) {
        return Duration.between(look.at(), now).compareTo(STALE) > 0;
    }

    /// The counts that belong together, newest first.
    private static List<Seen> counts(List<Seen> looks) {
        Instant newest = looks.getLast().at();
        List<Seen> counts = new ArrayList<>();
        Instant next = newest;
        for (Seen seen : looks.reversed()) {
            if (Duration.between(seen.at(), next).compareTo(GAP) > 0
                    || Duration.between(seen.at(), newest).compareTo(WINDOW) > 0
                    || seen.look() instanceof Empty) {
                break;
            }
            next = seen.at();
            if (seen.look() instanceof Pending) {
                counts.add(seen);
            }
        }
        return counts;
    }

    private static Drain rate(List<Seen> counts, long bytes, Instant at) {
        Duration span =
                Duration.between(counts.getLast().at(), counts.getFirst().at());
        if (counts.size() < LEAST_LOOKS || span.compareTo(LEAST_SPAN) < 0) {
            return new Unclear("too few looks so far");
        }
        double slope = median(slopes(counts));
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
