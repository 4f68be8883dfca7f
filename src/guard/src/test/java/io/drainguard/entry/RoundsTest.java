package io.drainguard.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.decide.Disks;
import io.drainguard.decide.LookCommand;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Marks;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Reading;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Volumes;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests when a guard that runs as a process does what, and when it stops.
class RoundsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final InstanceDetails MACHINE = new InstanceDetails(
            Operator.SILENT,
            new Membership("g", "drainguard-g"),
            false,
            Disks.VOLUMES,
            List.of(new Attached("/dev/xvda", "vol-1", true)),
            Marks.NONE);
    private static final Group NOBODY = new Group("g", "drainguard-g", new Group.Traits(true, false), List.of());
    private static final Group ONE = new Group(
            "g", "drainguard-g", new Group.Traits(true, false), List.of(new Group.Member("i-1", "Terminating:Wait")));

    private final List<Long> sweeps = new ArrayList<>();
    private final List<Long> readings = new ArrayList<>();
    private final List<Long> heartbeats = new ArrayList<>();
    private final List<Duration> given = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private Group group = NOBODY;
    private Runnable onReading = () -> {};
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
        onReading = () -> time.pause(Duration.ofSeconds(20));
        rounds(() -> sweeps.size() == 3);

        assertThat(readings).containsExactly(0L, 60L, 120L);
        assertThat(given).containsOnly(Duration.ofMinutes(5));
    }

    @Test
    void sweepOfMoreThanAMinute_isFollowedByTheNextAtOnce() {
        onReading = () -> time.pause(Duration.ofSeconds(150));
        rounds(() -> sweeps.size() == 2);

        assertThat(readings).containsExactly(0L, 150L);
    }

    @Test
    void looksThatHaveEnded_areLookedForEveryFiveSeconds() {
        group = ONE;
        rounds(() -> !now.isBefore(START.plusSeconds(21)));

        assertThat(sweeps).containsExactly(0L);
        assertThat(readings).containsExactly(0L, 5L, 10L, 15L, 20L);
    }

    @Test
    void guardWithoutNodes_readsNothingBetweenTwoSweeps() {
        rounds(() -> sweeps.size() == 2);

        assertThat(readings).containsExactly(0L, 60L);
    }

    @Test
    void heartbeats_areRecordedBetweenTwoSweeps() {
        group = ONE;
        rounds(() -> sweeps.size() == 3);

        assertThat(heartbeats).hasSizeGreaterThan(8);
        for (int i = 1; i < heartbeats.size(); i++) {
            assertThat(heartbeats.get(i) - heartbeats.get(i - 1)).isBetween(10L, 15L);
        }
    }

    @Test
    void failedSweep_isToldAndTheNextIsItsRetry() {
        onReading = () -> {
            if (readings.size() == 1) {
                throw new IllegalStateException("broken");
            }
        };
        rounds(() -> sweeps.size() == 1);

        assertThat(failures).containsExactly("broken");
        assertThat(readings).containsExactly(0L, 60L);
    }

    @Test
    void guardToldToStopWhileItRests_stopsWithinASecond() {
        rounds(() -> !now.isBefore(START.plusSeconds(7)));

        assertThat(readings).containsExactly(0L);
        assertThat(now).isEqualTo(START.plusSeconds(7));
    }

    @Test
    void guardToldToStopBeforeItBegins_neverSweeps() {
        rounds(() -> true);

        assertThat(readings).isEmpty();
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
        rounds(jumping).run(() -> sweeps.size() == 2);

        assertThat(paused[0]).isEqualTo(60);
    }

    @Test
    void interruptedThread_endsTheRounds() {
        onReading = () -> {
            throw new Time.Stopped(new InterruptedException());
        };

        assertThatThrownBy(() -> rounds(() -> false)).isInstanceOf(Time.Stopped.class);
        assertThat(failures).isEmpty();
    }

    private void rounds(BooleanSupplier stop) {
        rounds(time).run(stop);
    }

    private Rounds rounds(Time clock) {
        Ports ports = new Ports(
                port(Groups.class, this::groups),
                port(Looks.class, this::looks),
                port(Volumes.class, call -> call.equals("read") ? Map.of("i-1", MACHINE) : null),
                SideBySide.IN_TURN,
                port(Journal.class, this::journal),
                clock);
        return new Rounds(
                new Guard(ports, new Settings("hook", Duration.ofHours(48), true)),
                until -> given.add(Duration.between(now, until)),
                failed -> failures.add(failed.getMessage()),
                clock);
    }

    private Object groups(String call) {
        return switch (call) {
            case "acts" -> true;
            case "tagged" -> {
                readings.add(second());
                onReading.run();
                yield new Reading(now, List.of(group));
            }
            case "hooks" -> new Hooks(new Hook("hook", Duration.ofSeconds(30), Duration.ofSeconds(3_000)), Set.of());
            case "hold" -> {
                heartbeats.add(second());
                yield ActionResult.DONE;
            }
            case "waitingSince" -> Map.of();
            default -> throw new AssertionError(call);
        };
    }

    /// One look that never ends.
    private Object looks(String call) {
        return switch (call) {
            case "start" ->
                new Looks.Started(
                        List.of(new LookCommand(
                                "command",
                                "drainguard-g",
                                LookCommand.DEFAULT_VERSION,
                                Map.of(),
                                LookCommand.COMMENT,
                                now,
                                Set.of("i-1"),
                                0,
                                false)),
                        Map.of());
            case "mayRun" -> true;
            case "recent", "answers" -> List.of();
            default -> throw new AssertionError(call);
        };
    }

    private @Nullable Object journal(String call) {
        if (call.equals("swept")) {
            sweeps.add(second());
        }
        return null;
    }

    private long second() {
        return Duration.between(START, now).toSeconds();
    }

    /// A port that is asked by the names of its methods.
    private static <T> T port(Class<T> port, Function<String, @Nullable Object> calls) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (_, method, _) -> calls.apply(method.getName())));
    }
}
