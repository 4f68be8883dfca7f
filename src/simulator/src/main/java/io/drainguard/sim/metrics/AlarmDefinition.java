package io.drainguard.sim.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.DoublePredicate;

/// A metric alarm, by the names of PutMetricAlarm, which CloudFormation's resource has as well (CloudWatch API
/// Reference, PutMetricAlarm; CloudFormation Template Reference, AWS::CloudWatch::Alarm).
///
/// @param queries what it looks at
/// @param result the id of the one entry that it watches
/// @param evaluationPeriods the N of "M out of N"
/// @param datapointsToAlarm the M
public record AlarmDefinition(
        String name,
        List<MetricQuery> queries,
        String result,
        Duration period,
        int evaluationPeriods,
        int datapointsToAlarm,
        Comparison comparison,
        double threshold,
        MissingData missing) {
    private static final int ONE = 1;

    /// Copies the entries.
    public AlarmDefinition {
        queries = List.copyOf(queries);
    }

    /// How a value is compared with the threshold.
    public enum Comparison {
        /// At the threshold or above.
        GreaterThanOrEqualToThreshold,
        /// Above.
        GreaterThanThreshold,
        /// Below.
        LessThanThreshold,
        /// At the threshold or below.
        LessThanOrEqualToThreshold
    }

    /// What a missing point counts as; `missing` where nothing is said.
    public enum MissingData {
        /// As one within the threshold.
        notBreaching,
        /// As one outside of it.
        breaching,
        /// The state is kept.
        ignore,
        /// Without any point the data is insufficient.
        missing
    }

    /// Whether a value is outside of the threshold.
    DoublePredicate breaches() {
        return switch (comparison) {
            case GreaterThanOrEqualToThreshold -> value -> value >= threshold;
            case GreaterThanThreshold -> value -> value > threshold;
            case LessThanThreshold -> value -> value < threshold;
            case LessThanOrEqualToThreshold -> value -> value <= threshold;
        };
    }

    /// The entry with an id.
    MetricQuery query(String id) {
        return queries.stream()
                .filter(query -> query.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(name + " has no entry '" + id + "'"));
    }

    /// Reads an alarm from the properties of its resource, functions worked out.
    public static AlarmDefinition read(String name, JsonNode properties) {
        List<MetricQuery> queries = new ArrayList<>();
        String result = name;
        if (properties.has("Metrics")) {
            List<String> results = new ArrayList<>();
            for (JsonNode entry : properties.path("Metrics")) {
                queries.add(MetricQuery.read(entry));
                if (entry.path("ReturnData").asBoolean(true)) {
                    results.add(entry.path("Id").asText());
                }
            }
            if (results.size() != ONE) {
                throw new IllegalArgumentException(name + " must watch one entry and watches " + results);
            }
            result = results.getFirst();
        } else {
            queries.add(MetricQuery.stat(
                    name, properties, properties.path("Statistic").asText(), properties.path("Period")));
        }
        int periods = properties.path("EvaluationPeriods").asInt();
        return new AlarmDefinition(
                name,
                queries,
                result,
                period(name, queries),
                periods,
                properties.path("DatapointsToAlarm").asInt(periods),
                Comparison.valueOf(properties.path("ComparisonOperator").asText()),
                properties.path("Threshold").asDouble(),
                MissingData.valueOf(properties.path("TreatMissingData").asText("missing")));
    }

    /// All metrics of one alarm have one period here.
    private static Duration period(String name, List<MetricQuery> queries) {
        Duration[] periods = queries.stream()
                .filter(MetricQuery.Stat.class::isInstance)
                .map(query -> ((MetricQuery.Stat) query).period())
                .distinct()
                .toArray(Duration[]::new);
        if (periods.length != ONE) {
            throw new IllegalArgumentException(name + " must have one period and has " + Arrays.toString(periods));
        }
        return periods[0];
    }
}
