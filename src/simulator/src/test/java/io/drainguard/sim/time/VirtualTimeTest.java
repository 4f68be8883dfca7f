package io.drainguard.sim.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime(Instant.EPOCH);
    private final List<String> ran = new ArrayList<>();

    @Test
    void advance_runsDueTasksInTheOrderOfTheirTimes() {
        time.after(SECOND.multipliedBy(2), () -> ran.add("late"));
        time.after(SECOND, () -> ran.add("early"));
        time.advance(SECOND.multipliedBy(2));
        assertThat(ran).containsExactly("early", "late");
    }

    @Test
    void advance_sameInstant_runsInTheOrderGiven() {
        time.after(SECOND, () -> ran.add("first"));
        time.after(SECOND, () -> ran.add("second"));
        time.advance(SECOND);
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void advance_taskSeesItsOwnTimeAndMayAddMore() {
        time.after(SECOND, () -> time.after(SECOND, () -> ran.add(time.now().toString())));
        time.advance(Duration.ofMinutes(1));
        assertThat(ran).containsExactly("1970-01-01T00:00:02Z");
        assertThat(time.now()).isEqualTo(Instant.EPOCH.plusSeconds(60));
    }

    @Test
    void after_zero_doesNotRunWithinTheCall() {
        time.after(Duration.ZERO, () -> ran.add("now"));
        assertThat(ran).isEmpty();
    }

    @Test
    void cancel_keepsTheTaskFromRunning() {
        time.after(SECOND, () -> ran.add("never")).cancel();
        time.advance(SECOND);
        assertThat(ran).isEmpty();
    }
}
