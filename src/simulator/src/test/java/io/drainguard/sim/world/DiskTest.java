package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DiskTest {
    private static final Instant T = Scene.START;

    @Test
    void draining_isEmptyOnlyAtItsEnd() {
        Disk disk = Disk.holding(10, 1000, T).drain(T, Duration.ofSeconds(100));

        assertThat(disk.at(T.plusSeconds(50))).isEqualTo(new Disk.Content(5, 500, T));
        assertThat(disk.at(T.plusMillis(99_999)).files()).isEqualTo(1);
        assertThat(disk.at(T.plusSeconds(100)).isEmpty()).isTrue();
    }

    @Test
    void growth_reachesItsAimAndStaysThere() {
        Disk disk = Disk.empty().fill(T, Duration.ofSeconds(10), new Disk.Content(4, 400, T));

        assertThat(disk.at(T).isEmpty()).isTrue();
        assertThat(disk.at(T.plusSeconds(60))).isEqualTo(new Disk.Content(4, 400, T));
    }

    @Test
    void laterPlan_replacesWhatWasPlannedFromThenOn() {
        Disk disk = Disk.holding(10, 1000, T).drain(T, Duration.ofSeconds(100));
        disk.set(T.plusSeconds(50), new Disk.Content(7, 70, T));

        assertThat(disk.at(T.plusSeconds(49)).files()).isEqualTo(6);
        assertThat(disk.at(T.plusSeconds(200)).files()).isEqualTo(7);
    }
}
