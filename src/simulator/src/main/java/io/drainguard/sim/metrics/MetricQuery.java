package io.drainguard.sim.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.sim.metrics.StatisticSet.Statistic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// One entry of what an alarm looks at (CloudWatch API Reference, MetricDataQuery).
public sealed interface MetricQuery {
    /// The id by which expressions name it.
    String id();

    /// A statistic of a metric.
    record Stat(String id, MetricName metric, Statistic statistic, Duration period) implements MetricQuery {}

    /// An expression over other entries.
    record Expression(String id, MathExpression expression) implements MetricQuery {}

    /// Reads a `MetricStat`, or what an alarm on one metric says of it in its own properties: the same names.
    static Stat stat(String id, JsonNode metric, String statistic, JsonNode period) {
        Map<String, String> dimensions = new HashMap<>();
        metric.path("Dimensions")
                .forEach(dimension -> dimensions.put(
                        dimension.path("Name").asText(), dimension.path("Value").asText()));
        return new Stat(
                id,
                MetricName.of(
                        metric.path("Namespace").asText(),
                        metric.path("MetricName").asText(),
                        dimensions),
                Statistic.of(statistic),
                Duration.ofSeconds(period.asLong()));
    }

    /// Reads one entry of an alarm's `Metrics`.
    static MetricQuery read(JsonNode entry) {
        String id = entry.path("Id").asText();
        if (entry.has("Expression")) {
            return new Expression(
                    id, MathExpression.parse(entry.path("Expression").asText()));
        }
        JsonNode stat = entry.path("MetricStat");
        return stat(id, stat.path("Metric"), stat.path("Stat").asText(), stat.path("Period"));
    }
}
