package io.drainguard.sim.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventBusTest {

    private static final String TERMINATING = """
            {"source": "aws.autoscaling", "detail-type": "EC2 Instance-terminate Lifecycle Action",
             "detail": {"LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"}}""";
    private static final String PATTERN = """
            {"source": ["aws.autoscaling"], "detail": {"LifecycleTransition": [{"suffix": "TERMINATING"}]}}""";

    private final VirtualTime time = new VirtualTime(Instant.EPOCH);
    private final EventBus bus = new EventBus(time, Duration.ofMillis(500));
    private final List<String> delivered = new ArrayList<>();

    @Test
    void put_matchingEvent_isDeliveredAfterTheLatency() {
        bus.rule("terminating", PATTERN, this::deliver);
        assertThat(bus.put(TERMINATING)).containsExactly("terminating");
        time.advance(Duration.ofMillis(499));
        assertThat(delivered).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(delivered).containsExactly(TERMINATING);
    }

    @Test
    void put_otherEvent_isNotDelivered() {
        bus.rule("terminating", PATTERN, this::deliver);
        assertThat(bus.put(TERMINATING.replace("aws.autoscaling", "aws.ec2"))).isEmpty();
        time.advance(Duration.ofSeconds(1));
        assertThat(delivered).isEmpty();
    }

    @Test
    void put_twoRulesMatch_isDeliveredTwice() {
        bus.rule("one", PATTERN, this::deliver);
        bus.rule("all", "{\"source\": [{\"prefix\": \"aws.\"}]}", this::deliver);
        assertThat(bus.put(TERMINATING)).containsExactly("one", "all");
        time.advance(Duration.ofSeconds(1));
        assertThat(delivered).hasSize(2);
    }

    @Test
    void rule_patternThatEventBridgeRefuses_isRefusedByName() {
        assertThatThrownBy(() -> bus.rule("wrong", "{\"source\": \"aws.autoscaling\"}", this::deliver))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rule wrong: InvalidEventPatternException");
    }

    @Test
    void rule_nameTaken_isRefused() {
        bus.rule("terminating", PATTERN, this::deliver);
        assertThatThrownBy(() -> bus.rule("terminating", PATTERN, this::deliver))
                .hasMessage("rule terminating exists");
    }

    @Test
    void put_notJson_isRefused() {
        assertThatThrownBy(() -> bus.put("{\"source\"")).isInstanceOf(IllegalArgumentException.class);
    }

    private void deliver(byte[] event) {
        delivered.add(new String(event, UTF_8));
    }
}
