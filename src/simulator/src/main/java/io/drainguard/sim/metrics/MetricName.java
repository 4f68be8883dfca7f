package io.drainguard.sim.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What tells a metric from all others: namespace, name and every dimension with its value. A metric with one dimension
/// more is another metric (CloudWatch User Guide, cloudwatch_concepts, Dimensions).
public record MetricName(String namespace, String name, SortedMap<String, String> dimensions) {
    /// Copies the dimensions.
    public MetricName {
        dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }

    /// Makes the name of a metric from dimensions in any order.
    public static MetricName of(String namespace, String name, Map<String, String> dimensions) {
        return new MetricName(namespace, name, new TreeMap<>(dimensions));
    }

    @Override
    public String toString() {
        return namespace + " " + name + " " + dimensions;
    }
}
