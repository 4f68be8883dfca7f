package io.drainguard.proofs.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.bus.EventBus;
import io.drainguard.sim.bus.QueueSettings;
import io.drainguard.sim.time.VirtualTime;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.EventJson;
import io.drainguard.sim.world.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueuedRuleTest {
    private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

    @Test
    void endedLooks_reachTheFunctionAsTheTemplateSays() throws Exception {
        QueuedRule rule = onlyRule();

        assertThat(rule.name()).isEqualTo("EndedLooks");
        assertThat(rule.queue()).isEqualTo("EndedLooksQueue");
        assertThat(rule.settings())
                .isEqualTo(new QueueSettings(
                        Duration.ofSeconds(2), 1000, 2, Duration.ofSeconds(300), Duration.ofSeconds(900), 2));
    }

    @ParameterizedTest
    @CsvSource({
        "drainguard-cribl, Success, true",
        "drainguard-cribl, TimedOut, true",
        "drainguard-cribl, InProgress, false",
        "AWS-RunShellScript, Success, false"
    })
    void pattern_takesTheWorldsOwnEventsOfEndedLooks(String document, String status, boolean taken) throws Exception {
        List<String> sent = new ArrayList<>();
        VirtualTime time = new VirtualTime(NOW);
        EventBus bus = new EventBus(time, Duration.ZERO);
        bus.rule("rule", onlyRule().pattern(), event -> sent.add(document));

        bus.put(EventJson.render(
                new Event.CommandEnded("id", NOW, "i-1", "command", document, NOW, status), Site.EXAMPLE));
        time.advance(Duration.ofSeconds(1));

        assertThat(sent).hasSize(taken ? 1 : 0);
    }

    @Test
    void ruleThatIsDisabled_isLeftOut() throws Exception {
        assertThat(QueuedRule.of(template().with("RunOn", "Ec2"))).isEmpty();
    }

    private static QueuedRule onlyRule() throws IOException {
        List<QueuedRule> rules = QueuedRule.of(template());
        assertThat(rules).hasSize(1);
        return rules.getFirst();
    }

    private static Template template() throws IOException {
        return Template.load(Path.of("template.yaml"));
    }
}
