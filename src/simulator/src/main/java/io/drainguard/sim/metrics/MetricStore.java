package io.drainguard.sim.metrics;

import io.drainguard.sim.metrics.StatisticSet.Statistic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// All metrics. A metric of standard resolution keeps its values by the minute (CloudWatch User Guide,
/// publishingMetrics). A value counts for the minute of its own time stamp, and can be read once it has come in.
public final class MetricStore {
    private final Map<MetricName, NavigableMap<Instant, List<Datum>>> metrics = new HashMap<>();

    /// A value and when it can be read for the first time.
    private record Datum(StatisticSet set, Instant readable) {}

    /// Takes a value.
    ///
    /// @param at the time that the value speaks of
    /// @param readable when CloudWatch shows it for the first time
    public void put(MetricName metric, Instant at, double value, Instant readable) {
        metrics.computeIfAbsent(metric, name -> new TreeMap<>())
                .computeIfAbsent(at.truncatedTo(ChronoUnit.MINUTES), minute -> new ArrayList<>())
                .add(new Datum(StatisticSet.of(value), readable));
    }

    /// The names of all metrics that ever had a value.
    public Set<MetricName> names() {
        return Set.copyOf(metrics.keySet());
    }

    /// Returns one point for each of the last `points` periods before `end`, as they can be read at `now`. A period in
    /// which there is no value has no point.
    public Series read(MetricName metric, Statistic statistic, Duration period, Instant end, int points, Instant now) {
        NavigableMap<Instant, List<Datum>> minutes = metrics.getOrDefault(metric, new TreeMap<>());
        double[] values = new double[points];
        for (int point = 0; point < points; point++) {
            Instant from = end.minus(period.multipliedBy(points - point));
            StatisticSet all = minutes.subMap(from, true, from.plus(period), false).values().stream()
                    .flatMap(List::stream)
                    .filter(datum -> !datum.readable().isAfter(now))
                    .map(Datum::set)
                    .reduce(StatisticSet::and)
                    .orElse(null);
            values[point] = all == null ? Double.NaN : statistic.of(all);
        }
        return Series.of(values);
    }
}
