package io.drainguard.sim.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RealTimeTest {
    private final SharedWorld world = new SharedWorld(new World(1, WireScene.START));

    @Test
    void virtualTime_passesByTheFactor() throws InterruptedException {
        CountDownLatch tenMinutes = new CountDownLatch(1);
        world.change(w -> w.after(Duration.ofMinutes(10), tenMinutes::countDown));

        try (RealTime driver = RealTime.start(world, 6000)) {
            assertThat(tenMinutes.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(driver.speed()).isEqualTo(6000);
        }
    }

    @Test
    void clock_standsStillAfterClose() throws InterruptedException {
        RealTime driver = RealTime.start(world, 6000);
        driver.close();
        Instant stopped = world.ask(w -> w.instant());
        Thread.sleep(50);

        assertThat(world.<Instant>ask(w -> w.instant())).isEqualTo(stopped);
    }

    @Test
    void speed_mustBeAboveZero() {
        assertThatThrownBy(() -> RealTime.start(world, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failureInTheWorld_isToldOnClose() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(1);
        world.change(w -> w.after(Duration.ofSeconds(1), () -> {
            failed.countDown();
            throw new IllegalArgumentException("bug");
        }));
        RealTime driver = RealTime.start(world, 6000);
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(driver::close).hasRootCauseMessage("bug");
    }
}
