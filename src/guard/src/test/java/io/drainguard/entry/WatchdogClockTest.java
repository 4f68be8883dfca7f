package io.drainguard.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests which uses of the clock send a watchdog signal.
class WatchdogClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private int signals;

    private final WatchdogClock time = new WatchdogClock(
            new Time() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public void pause(Duration length) {
                    now = now.plus(length);
                }
            },
            () -> signals++);

    @BeforeEach
    void begin() {
        time.until(START.plus(Duration.ofMinutes(6)));
        signals = 0;
    }

    @Test
    void threadThatPauses_beatsEveryTenSeconds() {
        for (int i = 0; i < 60; i++) {
            time.pause(Duration.ofSeconds(1));
        }

        assertThat(signals).isEqualTo(6);
    }

    @Test
    void threadThatLooksAtTheClockBetweenCalls_beats() {
        now = now.plusSeconds(30);
        time.instant();

        assertThat(signals).isEqualTo(1);
    }

    @Test
    void threadThatHangs_doesNotBeat() {
        now = now.plusSeconds(300);

        assertThat(signals).isZero();
    }

    @Test
    void threadThatGoesOnForLongerThanItMay_beatsNoMoreUntilItMayAgain() {
        now = START.plus(Duration.ofMinutes(6));
        for (int i = 0; i < 60; i++) {
            time.pause(Duration.ofSeconds(1));
        }
        assertThat(signals).isZero();

        time.until(now.plusSeconds(60));

        assertThat(signals).isEqualTo(1);
    }

    @Test
    void clockSetBack_keepsBeating() {
        now = START.minus(Duration.ofDays(1));
        time.pause(Duration.ofSeconds(1));

        assertThat(signals).isEqualTo(1);
    }
}
