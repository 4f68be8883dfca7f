package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.decide.Operator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a guard does while parts of AWS cannot be read: it holds, and never takes silence for an empty queue.
class UnreadableTest extends GuardScene {
    @Test
    void groupsThatCannotBeReadForAMoment_areReadAgain() {
        oneNode(HOUR);
        groups.faults.put("tagged", throttled());
        time.at(Duration.ofSeconds(12), groups.faults::clear);

        Report report = sweep();

        assertThat(report.of(Measure.NODES_WAITING)).isOne();
        assertThat(looks.started).hasSize(1);
        assertThat(groups.count("tagged")).isBetween(3L, 4L);
    }

    @Test
    void groupsThatCannotBeReadForAMinute_areAFault() {
        groups.faults.put("tagged", throttled());

        assertThatThrownBy(this::sweep).isInstanceOf(Fault.class);
        assertThat(time.passed()).isBetween(Duration.ofSeconds(50), Guard.INTERVAL);
    }

    @Test
    void groupsThatMayNotBeRead_areAFaultAtOnce() {
        groups.faults.put("tagged", new Fault(Fault.Kind.DENIED, "denied", new IllegalStateException()));

        assertThatThrownBy(this::sweep).isInstanceOf(Fault.class);
        assertThat(time.passed()).isZero();
    }

    @Test
    void groupsThatCannotBeRead_areNotTriedBeyondTheCallersTime() {
        groups.faults.put("tagged", throttled());

        assertThatThrownBy(() -> guard.sweep(time.instant().plusSeconds(11))).isInstanceOf(Fault.class);
        assertThat(time.passed()).isLessThanOrEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void groupsThatCannotBeRead_doNotLetAShortPeriodLapse() {
        oneNode(THIRTY_SECONDS);
        sweepEveryMinute(1);
        groups.faults.put("tagged", throttled());

        for (int minute = 0; minute < 5; minute++) {
            assertThatThrownBy(this::sweep).isInstanceOf(Fault.class);
        }

        assertThat(groups.longestGap("i-1")).isLessThan(THIRTY_SECONDS);
        assertThat(time.passed()).isGreaterThan(Duration.ofMinutes(5));
    }

    @Test
    void looksThatCannotBeListed_keepAnEmptyNodeThatAnotherGuardMayHaveAskedSince() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        looks.listFault = throttled();
        seconds(17);

        Report report = ended();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures()).singleElement().asString().contains("could not be listed");

        looks.listFault = null;
        ended();
        sweep();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void looksThatCannotBeListed_areThoseOfThisGuardAndNoneStartsBeside() {
        oneNode(HOUR);
        sweep();
        looks.listFault = throttled();
        seconds(40);

        sweep();

        assertThat(looks.started).hasSize(1);
    }

    @Test
    void nodeOfWhichNothingIsKnownWhileLooksCannotBeListed_isProtectedAndHeld() {
        oneNode(HOUR);
        looks.listFault = throttled();

        Report report = sweep();

        assertThat(journal.lines)
                .singleElement()
                .asString()
                .startsWith("i-1: unknown -> hold")
                .contains("could not be listed");
        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(report.of(Measure.NODES_UNKNOWN)).isOne();
        assertThat(report.failures()).hasSize(1);
    }

    @Test
    void answersThatCannotBeRead_areUnknownAndTheNodeIsProtectedAndHeld() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);
        looks.readFault = throttled();

        Report report = guard.sweep(until());

        assertThat(journal.lines)
                .singleElement()
                .asString()
                .startsWith("i-1: unknown -> hold")
                .contains("could not be read");
        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(report.failures()).isNotEmpty().allMatch(failure -> failure.contains("could not be read"));
    }

    @Test
    void answersThatCouldNotBeRead_areReadByTheNextSweep() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweep();
        seconds(60);
        looks.readFault = throttled();
        sweep();
        looks.readFault = null;
        seconds(60);

        Report report = sweep();

        assertThat(report.of(Measure.PENDING_BYTES)).isEqualTo(100);
    }

    @Test
    void lookThatIsOverdue_isUnknownAndTheNodeIsProtectedAndHeld() {
        oneNode(HOUR);
        sweep();
        seconds(59);
        sweep();
        assertThat(journal.settled).isEmpty();
        seconds(3);

        Report report = sweep();

        assertThat(journal.lines)
                .singleElement()
                .asString()
                .startsWith("i-1: unknown -> hold")
                .contains("no answer for 6");
        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(report.of(Measure.NODES_UNKNOWN)).isOne();
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void overdueLook_makesAnEarlierEmptyUnknown() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        volumes.machines.put("i-1", FakeVolumes.saying(Operator.HOLD));
        sweep();
        seconds(30);
        looks.looks.clear();
        seconds(70);
        sweep();
        assertThat(looks.started).hasSize(2);
        seconds(70);

        sweep();

        assertThat(journal.lines.getLast()).startsWith("i-1: unknown -> hold");
    }

    @Test
    void lookThatNeverEnds_isAskedForAgainAfterFiveMinutes() {
        oneNode(HOUR);

        sweepEveryMinute(8);

        assertThat(looks.started).hasSize(2);
    }

    @Test
    void hookThatCannotBeRead_holdsItsNodesAllTheSame() {
        oneNode(HOUR);
        groups.faults.put("hook g", throttled());

        Report report = sweep();

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
    }

    @Test
    void groupWithoutTheHook_isAFailureThatSaysWhatToDo() {
        groups.with("g", true, HOUR, waiting("i-1")).with("h", true, HOUR, waiting("i-2"));
        groups.hooks.remove("g");
        looks.looks.put("i-2", EMPTY);

        Report report = sweep();
        seconds(17);
        ended();

        assertThat(groups.calls).contains("release i-2");
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("group g")
                .contains("i-1")
                .contains("'hook'")
                .contains("LIFECYCLE_HOOK_NAME");
    }

    @Test
    void warmPoolThatCannotBeRead_doesNotStopItsGroup() {
        groups.pools.put("g", List.of());
        oneNode(HOUR);
        groups.faults.put("pool g", throttled());
        looks.looks.put("i-1", EMPTY);

        Report report = sweep();
        seconds(17);
        ended();

        assertThat(groups.calls).contains("release i-1");
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("group g")
                .contains("warm pool");
    }

    @Test
    void memberOfAPoolThatCannotBeReadAnyMore_isHeldOn() {
        groups.pools.put("g", List.of(new Group.Member("i-7", "Warmed:Pending:Wait")));
        groups.with("g", true, Duration.ofMinutes(1));
        sweep();
        groups.faults.put("pool g", throttled());
        Instant before = time.instant();

        sweepEveryMinute(2);

        assertThat(groups.longestGap("i-7")).isLessThan(Duration.ofMinutes(1));
        assertThat(groups.holds.get("i-7").getLast()).isAfter(before);
    }

    @Test
    void waitThatHasEnded_isNoFailure() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        groups.gone.add("i-1");
        sweep();
        seconds(17);

        assertThat(ended().failures()).isEmpty();
        assertThat(journal.settled).extracting(Settled::outcome).containsExactly(new ActionOutcome.AlreadyEnded());
    }
}
