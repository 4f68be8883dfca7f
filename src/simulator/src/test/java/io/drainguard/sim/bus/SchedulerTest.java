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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {

    private final VirtualTime time = new VirtualTime(Instant.EPOCH);
    private final Scheduler scheduler = new Scheduler(time);
    private final List<String> ticks = new ArrayList<>();

    @Test
    void schedule_firesAtOnceAndThenAtItsRate() {
        scheduler.schedule("rate(1 minute)", "{}", this::tick);
        time.advance(Duration.ofSeconds(150));
        assertThat(ticks).containsExactly("0 {}", "60 {}", "120 {}");
    }

    @Test
    void schedule_sendsItsInput() {
        scheduler.schedule("rate(5 minutes)", "{\"drainguard\":\"sweep\"}", this::tick);
        time.advance(Duration.ZERO);
        assertThat(ticks).containsExactly("0 {\"drainguard\":\"sweep\"}");
    }

    @Test
    void close_endsTheTicks() {
        scheduler.schedule("rate(1 hour)", "{}", this::tick);
        time.advance(Duration.ofMinutes(1));
        scheduler.close();
        time.advance(Duration.ofDays(1));
        assertThat(ticks).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate(0 minutes)", "rate(30 seconds)", "cron(0 12 * * ? *)", "1 minute", ""})
    void schedule_otherExpression_isRefused(String expression) {
        assertThatThrownBy(() -> scheduler.schedule(expression, "{}", this::tick))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a rate expression: " + expression);
    }

    private void tick(byte[] input) {
        ticks.add(time.now().getEpochSecond() + " " + new String(input, UTF_8));
    }
}
