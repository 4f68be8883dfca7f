package io.drainguard.sim.time;

import static org.assertj.core.api.Assertions.assertThat;

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
}
