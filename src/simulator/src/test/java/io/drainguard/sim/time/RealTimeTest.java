package io.drainguard.sim.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RealTimeTest {

    @Test
    void after_spedUp_anHourPassesInSeconds() throws Exception {
        try (RealTime time = RealTime.from(Instant.EPOCH, 36_000)) {
            CompletableFuture<Instant> woken = new CompletableFuture<>();
            time.after(Duration.ofHours(1), () -> woken.complete(time.now()));
            assertThat(woken.get(10, TimeUnit.SECONDS)).isAfterOrEqualTo(Instant.EPOCH.plusSeconds(3600));
        }
    }

    @Test
    void close_laterTask_isTakenButNeverRun() throws Exception {
        RealTime time = RealTime.from(Instant.EPOCH, 1000);
        time.close();
        CompletableFuture<String> woken = new CompletableFuture<>();
        time.after(Duration.ZERO, () -> woken.complete("ran")).cancel();
        assertThat(woken).isNotDone();
    }

    @Test
    void speed_mustBeAtLeastOne() {
        assertThatThrownBy(() -> RealTime.from(Instant.EPOCH, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
