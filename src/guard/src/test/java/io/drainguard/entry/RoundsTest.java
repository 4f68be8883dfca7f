package io.drainguard.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Tests when a guard that runs as a process sweeps, and when it stops.
class RoundsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Long> begun = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private Instant now = START;

    private final Time time = new Time() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public void pause(Duration length) {
            now = now.plus(length);
        }
    };

    @Test
    void sweeps_beginAMinuteApartAndMayTakeFiveMinutes() {
        List<Duration> given = new ArrayList<>();
        rounds(until -> {
                    given.add(Duration.between(now, until));
                    time.pause(Duration.ofSeconds(20));
                })
                .run(() -> begun.size() == 3);

        assertThat(begun).containsExactly(0L, 60L, 120L);
        assertThat(given).containsOnly(Duration.ofMinutes(5));
    }

    @Test
    void sweepOfMoreThanAMinute_isFollowedByTheNextAtOnce() {
        rounds(until -> time.pause(Duration.ofSeconds(150))).run(() -> begun.size() == 2);

        assertThat(begun).containsExactly(0L, 150L);
    }

    @Test
    void failedSweep_isToldAndTheNextIsItsRetry() {
        rounds(until -> {
                    if (begun.size() == 1) {
                        throw new IllegalStateException("broken");
                    }
                })
                .run(() -> begun.size() == 2);

        assertThat(failures).containsExactly("broken");
        assertThat(begun).containsExactly(0L, 60L);
    }

    @Test
    void guardToldToStopWhileItRests_stopsWithinASecond() {
        rounds(until -> {}).run(() -> !now.isBefore(START.plusSeconds(7)));

        assertThat(begun).containsExactly(0L);
        assertThat(now).isEqualTo(START.plusSeconds(7));
    }

    @Test
    void guardToldToStopBeforeItBegins_neverSweeps() {
        rounds(until -> {}).run(() -> true);

        assertThat(begun).isEmpty();
    }

    @Test
    void clockSetBackWhileItRests_delaysTheNextSweepByAMinuteAtMost() {
        int[] paused = {0};
        Time jumping = new Time() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public void pause(Duration length) {
                paused[0]++;
                now = paused[0] == 1 ? now.minus(Duration.ofHours(3)) : now.plus(length);
            }
        };
        int[] sweeps = {0};
        new Rounds(until -> sweeps[0]++, failed -> {}, jumping).run(() -> sweeps[0] == 2);

        assertThat(paused[0]).isEqualTo(60);
    }

    @Test
    void interruptedThread_endsTheRounds() {
        assertThatThrownBy(() -> rounds(until -> {
                            throw new Time.Stopped(new InterruptedException());
                        })
                        .run(() -> false))
                .isInstanceOf(Time.Stopped.class);
        assertThat(failures).isEmpty();
    }

    private Rounds rounds(Consumer<Instant> sweep) {
        return new Rounds(
                until -> {
                    begun.add(Duration.between(START, now).toSeconds());
                    sweep.accept(until);
                },
                failed -> failures.add(failed.getMessage()),
                time);
    }
}
