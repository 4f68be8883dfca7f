package io.drainguard.journal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.sweep.Report;
import java.time.Instant;
import java.util.List;

/// The numbers of a sweep as CloudWatch metrics, all with the one dimension `Guard`.
record Metrics(List<Metric> metrics) {
    /// One number of a sweep.
    ///
    /// @param unit a unit that CloudWatch knows
    record Metric(String name, String unit, long value) {}

    static Metrics of(Report report) {
        return new Metrics(List.of(
                new Metric("NodesHeld", "Count", report.held()),
                new Metric("NodesReleased", "Count", report.released()),
                new Metric("NodesRetained", "Count", report.retained()),
                new Metric("NodesTerminated", "Count", report.terminated()),
                new Metric("LooksUnknown", "Count", report.unknown()),
                new Metric("PendingFiles", "Count", report.files()),
                new Metric("PendingBytes", "Bytes", report.bytes()),
                new Metric("OldestHold", "Seconds", report.oldestHold()),
                new Metric("Alarms", "Count", report.alarms()),
                new Metric("NodesCannotLook", "Count", report.cannotLook()),
                new Metric("NodesAboveMaxSize", "Count", report.aboveMaxSize()),
                failures(report.failures().size())));
    }

    /// Returns the metrics of some nodes that were settled between two sweeps: what happened to them. How many nodes
    /// there are, and how much data, only a whole sweep knows.
    static Metrics ofSome(Report report) {
        return new Metrics(List.of(
                new Metric("NodesReleased", "Count", report.released()),
                new Metric("NodesTerminated", "Count", report.terminated()),
                failures(report.failures().size())));
    }

    /// Returns the metrics of a sweep that failed. The number of failures is the only number that the guard knows.
    static Metrics ofFailure() {
        return new Metrics(List.of(failures(1)));
    }

    private static Metric failures(int count) {
        return new Metric("Failures", "Count", count);
    }

    void addTo(ObjectNode line, String namespace, Instant at) {
        ObjectNode meta = line.putObject("_aws").put("Timestamp", at.toEpochMilli());
        ObjectNode directive = meta.putArray("CloudWatchMetrics").addObject().put("Namespace", namespace);
        directive.putArray("Dimensions").addArray().add("Guard");
        ArrayNode definitions = directive.putArray("Metrics");
        for (Metric metric : metrics) {
            definitions.addObject().put("Name", metric.name()).put("Unit", metric.unit());
            line.put(metric.name(), metric.value());
        }
    }
}
