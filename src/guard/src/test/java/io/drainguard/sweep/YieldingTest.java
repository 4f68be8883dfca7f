package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Cause;
import io.drainguard.decide.Look;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Row;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A group whose data outlives its nodes, after four minutes.
class YieldingTest extends GuardScene {
    private static final String RELEASE = "release i-1";

    @BeforeEach
    void yields() {
        oneNode(Duration.ofMinutes(5));
        groups.yielding("g", "240");
        waitsSince("i-1", time.instant());
        looks.looks.put("i-1", DATA);
    }

    @Test
    void nodeWithData_isHeldUnprotectedForFourMinutesAndThenReleased() {
        sweepEveryMinute(4);
        assertThat(groups.calls).doesNotContain(RELEASE);
        assertThat(journal.settled.getLast().row()).isEqualTo(Row.WAITING_TO_YIELD);

        Report report = sweep();

        assertThat(groups.calls).contains(RELEASE);
        assertThat(volumes.calls).noneMatch(call -> call.startsWith("protect"));
        assertThat(journal.settled.getLast().decision())
                .isInstanceOfSatisfying(
                        Decision.Release.class,
                        release -> assertThat(release.cause()).isEqualTo(Cause.YIELDS));
        assertThat(report.of(Measure.RELEASED_YIELDING)).isEqualTo(1);
        assertThat(report.of(Measure.RELEASED_EMPTY)).isZero();
        assertThat(report.released()).isEqualTo(1);
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void lookThatIsUnderWayAtTheCeiling_isNotWaitedFor() {
        groups.yielding("g", "60");
        looks.looks.remove("i-1");
        looks.silent.add("i-1");
        sweepEveryMinute(1);
        assertThat(groups.calls).doesNotContain(RELEASE);

        sweep();

        assertThat(groups.calls).contains(RELEASE);
    }

    /// Behind a load balancer a guard that starts anew would count from when it first sees the node itself.
    @Test
    void timeSinceWhichItIsHeld_isWrittenOnTheNodeThoughItsVolumesAreNotProtected() {
        volumes.machines.put("i-1", FakeVolumes.PLAIN);

        sweepEveryMinute(2);

        Marks marks = Objects.requireNonNull(volumes.machines.get("i-1")).marks();
        assertThat(marks.heldSince()).isEqualTo(ManualTime.START);
    }

    @Test
    void nodeThatAnOperatorHolds_isProtectedAndStays() {
        volumes.machines.put("i-1", FakeVolumes.heldSince(FakeVolumes.saying(Operator.HOLD), time.instant()));

        sweepEveryMinute(7);

        assertThat(groups.calls).doesNotContain(RELEASE);
        assertThat(volumes.calls).contains("protect i-1");
    }

    @Test
    void nodeThatIsEmpty_goesAtOnceAndWithoutAnAlarm() {
        lookedAt(new Look.Empty());

        assertThat(groups.calls).contains(RELEASE);
        assertThat(journal.settled.getLast().decision().alarms()).isFalse();
    }

    @Test
    void tagThatNobodyCanRead_isReportedInEverySweepAndHoldsTheNode() {
        groups.yielding("g", "4 min");

        sweepEveryMinute(5);
        Report report = sweep();

        assertThat(report.failures())
                .containsExactly("group g: its tag 'drainguard:yields-after' is '4 min', so it does not yield; want"
                        + " seconds, 30 to 172800");
        assertThat(groups.calls).doesNotContain(RELEASE);
        assertThat(volumes.calls).contains("protect i-1");
    }
}
