package io.drainguard.proofs.cost;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The page's inputs that need no price list: from a story of the guard, and from the template.
public final class Measured {
    private Measured() {}

    /// All of them, by their names on the page.
    public static Map<String, Double> now() throws IOException {
        Map<String, Double> values = new LinkedHashMap<>(Traffic.play());
        values.put("alarms", (double) alarms(Template.load(Path.of("template.yaml"))));
        return values;
    }

    /// AWS charges an alarm by the metrics that it stands on.
    private static int alarms(Template template) {
        int metrics = 0;
        for (JsonNode alarm : template.resources("AWS::CloudWatch::Alarm").values()) {
            JsonNode properties = alarm.path("Properties");
            metrics += properties.has("Metrics")
                    ? properties.path("Metrics").findValues("MetricStat").size()
                    : 1;
        }
        return metrics;
    }
}
