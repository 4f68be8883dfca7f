package io.drainguard.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Numbers;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.cloudwatchlogs.emf.exception.DimensionSetExceededException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidDimensionException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidMetricException;
import software.amazon.cloudwatchlogs.emf.exception.InvalidNamespaceException;
import software.amazon.cloudwatchlogs.emf.model.DimensionSet;
import software.amazon.cloudwatchlogs.emf.model.MetricsContext;
import software.amazon.cloudwatchlogs.emf.model.Unit;

/// Numbers of a sweep as CloudWatch metrics in the embedded metric format (Amazon CloudWatch User Guide,
/// CloudWatch_Embedded_Metric_Format_Specification). What is not known is absent.
///
/// @param dimensions what tells these metrics from others of the same name
/// @param numbers what the sweep counted
/// @param failures how many groups or nodes could not be served, or a negative number where that does not belong
record Metrics(DimensionSet dimensions, Numbers numbers, int failures) {
    private static final String GUARD = "Guard";
    private static final String GROUP = "Group";
    private static final String FAILURES = "Failures";

    private static final JsonMapper JSON = new JsonMapper();

    /// The numbers of all groups together.
    static Metrics ofGuard(String guard, Numbers numbers, int failures) {
        return new Metrics(guard(guard), numbers, failures);
    }

    /// The numbers of one group; nothing where CloudWatch takes no such name: a dimension has only ASCII (CloudWatch
    /// API Reference, Dimension), and a group's name may have more.
    static Optional<Metrics> ofGroup(String guard, String group, Numbers numbers) {
        try {
            return Optional.of(new Metrics(DimensionSet.of(GUARD, guard, GROUP, group), numbers, -1));
        } catch (InvalidDimensionException refused) {
            return Optional.empty();
        }
    }

    private static DimensionSet guard(String name) {
        try {
            return DimensionSet.of(GUARD, name);
        } catch (InvalidDimensionException refused) {
            throw new IllegalArgumentException("CloudWatch takes no guard named '" + name + "'", refused);
        }
    }

    /// Adds the metrics to a line.
    void addTo(ObjectNode line, Instant at) {
        try {
            MetricsContext context = new MetricsContext();
            context.setNamespace(JsonJournal.NAMESPACE);
            context.setDimensions(dimensions);
            for (Map.Entry<Measure, Long> number : numbers.known().entrySet()) {
                Measure measure = number.getKey();
                context.putMetric(
                        measure.metric(),
                        number.getValue(),
                        Unit.fromValue(measure.unit().text()));
            }
            if (failures >= 0) {
                context.putMetric(FAILURES, failures, Unit.COUNT);
            }
            // Up to a hundred metrics make one document.
            ObjectNode written = (ObjectNode) JSON.readTree(context.serialize().getFirst());
            // The library's own time is the machine's, and the guard has one clock.
            written.withObject("/_aws").put("Timestamp", at.toEpochMilli());
            // The library knows only fractions, and the guard counts.
            numbers.known().forEach((measure, number) -> written.put(measure.metric(), number));
            if (failures >= 0) {
                written.put(FAILURES, failures);
            }
            line.setAll(written);
        } catch (InvalidNamespaceException
                | InvalidMetricException
                | DimensionSetExceededException
                | JsonProcessingException refused) {
            throw new IllegalStateException("CloudWatch takes no such metrics", refused);
        }
    }
}
