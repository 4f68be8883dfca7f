package io.drainguard.sim.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.time.VirtualTime;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorldTickerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SharedWorld world = new SharedWorld(new World(1, WireScene.START));
    private final VirtualTime time = new VirtualTime(WireScene.START);

    @Test
    void world_followsTheTime() {
        List<Instant> due = new ArrayList<>();
        world.change(w -> w.after(Duration.ofMinutes(10), () -> due.add(w.instant())));

        try (WorldTicker _ = WorldTicker.start(world, time, SECOND)) {
            time.advance(Duration.ofMinutes(10));
        }
        assertThat(due).containsExactly(WireScene.START.plusSeconds(600));
    }

    @Test
    void clock_standsStillAfterClose() {
        WorldTicker.start(world, time, SECOND).close();
        time.advance(Duration.ofMinutes(1));

        assertThat(world.<Instant>ask(w -> w.instant())).isEqualTo(WireScene.START);
    }

    @Test
    void step_mustBeAboveZero() {
        assertThatThrownBy(() -> WorldTicker.start(world, time, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failureInTheWorld_isToldOnClose() {
        world.change(w -> w.after(SECOND, () -> {
            throw new IllegalArgumentException("bug");
        }));
        WorldTicker ticker = WorldTicker.start(world, time, SECOND);
        time.advance(SECOND);

        assertThatThrownBy(ticker::close).hasRootCauseMessage("bug");
    }
}
