package io.drainguard.sim.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the metrics in a line of a log (CloudWatch User Guide, CloudWatch_Embedded_Metric_Format_Specification). A
/// line without them, or one that breaks the format, has none: CloudWatch keeps it as a log line and counts the error.
public final class EmbeddedMetrics {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_METRICS = 100;
    private static final int MOST_DIMENSIONS = 30;
    private static final int LONGEST_VALUE = 1024;

    private EmbeddedMetrics() {}

    /// One value of one metric.
    public record Value(MetricName metric, Instant at, double value) {}

    /// The values of a line, in its order.
    public static List<Value> of(String line) {
        JsonNode root;
        try {
            root = JSON.readTree(line);
        } catch (JsonProcessingException notJson) {
            return List.of();
        }
        JsonNode meta = root.path("_aws");
        List<Value> values = new ArrayList<>();
        for (JsonNode directive : meta.path("CloudWatchMetrics")) {
            if (!directive(
                    root, directive, Instant.ofEpochMilli(meta.path("Timestamp").asLong()), values)) {
                return List.of();
            }
        }
        return meta.path("Timestamp").isIntegralNumber() ? values : List.of();
    }

    private static boolean directive(JsonNode root, JsonNode directive, Instant at, List<Value> into) {
        if (!directive.path("Namespace").isTextual()
                || directive.path("Metrics").size() > MOST_METRICS) {
            return false;
        }
        for (JsonNode set : directive.path("Dimensions")) {
            Map<String, String> dimensions = new HashMap<>();
            for (JsonNode key : set) {
                JsonNode value = root.path(key.asText());
                if (!value.isTextual() || value.asText().length() > LONGEST_VALUE) {
                    return false;
                }
                dimensions.put(key.asText(), value.asText());
            }
            if (dimensions.size() > MOST_DIMENSIONS) {
                return false;
            }
            for (JsonNode metric : directive.path("Metrics")) {
                String name = metric.path("Name").asText();
                JsonNode target = root.path(name);
                MetricName full = MetricName.of(directive.path("Namespace").asText(), name, dimensions);
                if (target.isNumber()) {
                    into.add(new Value(full, at, target.asDouble()));
                } else if (target.isArray() && target.valueStream().allMatch(JsonNode::isNumber)) {
                    target.forEach(value -> into.add(new Value(full, at, value.asDouble())));
                } else {
                    return false;
                }
            }
        }
        return true;
    }
}
