package io.drainguard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The dashboard is one that CloudWatch takes and draws.
class DashboardLimitsTest {
    private final Template template;

    DashboardLimitsTest() throws IOException {
        template = Template.load(Path.of("template.yaml"));
    }

    private Widgets on(String runOn) {
        return Widgets.of(template.with("RunOn", runOn));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lambda", "Ec2", "Both"})
    void dashboard_staysWithinTheLimitsOfCloudWatch(String runOn) {
        Widgets widgets = on(runOn);
        int groups = template.parameters().get("GroupMetrics").path("MaxValue").asInt();
        List<Integer> metrics = widgets.of("metric").stream()
                .map(widget -> Widgets.asked(widget).stream()
                        .mapToInt(asked ->
                                asked.guards().size() * (asked.dimensions().endsWith("Group") ? groups : 1))
                        .sum())
                .toList();

        // CloudWatch User Guide, cloudwatch_limits.
        assertThat(metrics).allMatch(number -> number <= 500);
        assertThat(metrics.stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(2_500);
        assertThat(widgets.all()).hasSizeLessThanOrEqualTo(500);
        assertThat(widgets.body().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_000_000);
        widgets.of("metric")
                .forEach(widget -> widget.findValuesAsText("expression")
                        .forEach(search -> assertThat(search).hasSizeLessThanOrEqualTo(1_024)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Lambda", "Ec2", "Both"})
    void widgets_lieInTheGridAndNoneOnAnother(String runOn) {
        Set<String> taken = new TreeSet<>();
        for (JsonNode widget : on(runOn).all()) {
            int left = widget.path("x").asInt();
            int right = left + widget.path("width").asInt();
            assertThat(right).isLessThanOrEqualTo(24);
            for (int x = left; x < right; x++) {
                for (int y = 0; y < widget.path("height").asInt(); y++) {
                    assertThat(taken.add(x + " " + (widget.path("y").asInt() + y)))
                            .as(widget.at("/properties/title").asText())
                            .isTrue();
                }
            }
        }
    }
}
