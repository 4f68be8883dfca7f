package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.event.ruler.Ruler;

/// Which event wakes the guard through which rule, tried with EventBridge's own matcher.
class RulePatternsTest {
    private static final Path EVENTS = Path.of("events");

    @ParameterizedTest
    @CsvSource({
        "terminate, ScaleIn",
        "terminate-warm-pool, ScaleIn",
        "replace-root-volume, ScaleIn",
        "foreign-group, ScaleIn",
        "missing-fields, ScaleIn",
        "retained, Retained",
        "spot-interruption, SpotInterruption",
        "rebalance, SpotRebalance",
        "launch,",
        "test-notification,",
        "sweep,"
    })
    void event_matchesTheRuleItIsForAndNoOther(String event, String rule) throws Exception {
        assertThat(rulesThatMatch(EVENTS.resolve(event + ".json"))).isEqualTo(rule == null ? List.of() : List.of(rule));
    }

    @Test
    void everyEventFile_isTriedAbove() throws IOException {
        try (Stream<Path> files = Files.list(EVENTS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "terminate.json",
                            "terminate-warm-pool.json",
                            "replace-root-volume.json",
                            "foreign-group.json",
                            "missing-fields.json",
                            "retained.json",
                            "spot-interruption.json",
                            "rebalance.json",
                            "launch.json",
                            "test-notification.json",
                            "sweep.json");
        }
    }

    @Test
    void schedule_sendsTheSweepEvent() throws IOException {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(Template.load(Path.of("template.yaml")).scheduleInput()))
                .isEqualTo(json.readTree(EVENTS.resolve("sweep.json").toFile()));
    }

    private static List<String> rulesThatMatch(Path event) throws Exception {
        List<String> matching = new ArrayList<>();
        for (var rule : Template.load(Path.of("template.yaml")).rulePatterns().entrySet()) {
            if (Ruler.matchesRule(Files.readString(event), rule.getValue().toString())) {
                matching.add(rule.getKey());
            }
        }
        return matching;
    }
}
