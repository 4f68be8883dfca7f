package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How long a wait has lasted, what ends it, and what needs no look.
class CeilingTest extends GuardScene {
    @Test
    void nodeLongPastTheCeiling_isGivenUpWithoutALastLook() {
        oneNode(HOUR);
        waitsSince("i-1", ManualTime.START.minus(TWO_DAYS));

        sweep();

        assertThat(groups.calls).contains("give up i-1");
        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(journal.lines)
                .singleElement()
                .asString()
                .startsWith("i-1: unknown -> give up")
                .contains("has not ended");
    }

    @Test
    void nodeFirstSeenAtTheCeiling_hasALastLook() {
        oneNode(HOUR);
        waitsSince("i-1", ManualTime.START.minus(TWO_DAYS).plus(Duration.ofMinutes(5)));
        looks.looks.put("i-1", EMPTY);

        sweep();
        assertThat(groups.calls).noneMatch(call -> call.startsWith("give up"));
        sweepEveryMinute(2);

        assertThat(groups.calls).contains("release i-1").noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void nodeThatComesToTheCeilingWithData_isGivenUpWithItsNumbers() {
        oneNode(HOUR);
        waitsSince(
                "i-1",
                ManualTime.START.minus(TWO_DAYS).plus(Duration.ofMinutes(5).plusSeconds(90)));
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(2);
        seconds(1);
        sweep();

        assertThat(groups.count("give up i-1")).isOne();
        assertThat(journal.lines).anyMatch(line -> line.startsWith("i-1: pending -> give up, 2 files"));
    }

    @Test
    void nodeAtTheCeilingWhoseEmptyIsTooOld_isLookedAtAgainAndReleased() {
        oneNode(HOUR);
        waitsSince(
                "i-1",
                ManualTime.START.minus(TWO_DAYS).plus(Duration.ofMinutes(5).plusSeconds(30)));
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(60);

        sweep();

        assertThat(groups.calls).contains("release i-1").noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void nodeAtTheCeilingWhoseFreshLookDoesNotEnd_isGivenUp() {
        oneNode(HOUR);
        waitsSince(
                "i-1",
                ManualTime.START.minus(TWO_DAYS).plus(Duration.ofMinutes(5).plusSeconds(30)));
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(60);
        looks.takes.put("i-1", HOUR);

        sweep();
        assertThat(groups.calls).noneMatch(call -> call.startsWith("give up"));
        sweepEveryMinute(3);

        assertThat(groups.calls).contains("give up i-1").noneMatch(call -> call.startsWith("release"));
    }

    @Test
    void nodeAtTheCeilingOfAGroupThatDoesNotRetain_isProtectedAndHeldWithAnAlarm() {
        groups.with("g", false, HOUR, waiting("i-1"));
        waitsSince("i-1", ManualTime.START.minus(TWO_DAYS));

        Report report = sweep();

        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(groups.calls).contains("hold i-1");
        assertThat(report.of(Measure.NODES_TO_DECIDE)).isOne();
    }

    @Test
    void operatorsRelease_doesNotWaitForTheLookUnderWay() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(2);
        volumes.machines.put("i-1", FakeVolumes.saying(Operator.RELEASE));

        sweep();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void operatorsRelease_needsNoLookAtAll() {
        oneNode(HOUR);
        volumes.machines.put("i-1", FakeVolumes.saying(Operator.RELEASE));

        sweep();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void operatorsReleaseOfARetainedNode_endsItWithoutALook() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        volumes.machines.put("i-1", FakeVolumes.saying(Operator.RELEASE));

        sweep();

        assertThat(groups.calls).contains("terminate i-1");
    }

    @Test
    void retainedNode_isEndedOnceItIsEmpty() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(2);
        assertThat(groups.calls).noneMatch(call -> call.startsWith("terminate"));
        assertThat(journal.lines).anyMatch(line -> line.startsWith("i-1: pending -> leave"));

        looks.looks.put("i-1", EMPTY);
        sweepEveryMinute(2);

        assertThat(groups.calls).contains("terminate i-1").noneMatch(call -> call.startsWith("hold"));
    }

    @Test
    void retainedNodeThatWasEnded_isHeldUntilItsWaitIsLookedAt() {
        groups.with("g", true, THIRTY_SECONDS, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);
        ended();
        assertThat(groups.calls).contains("terminate i-1");
        Instant ended = time.instant();

        for (int i = 0; i < 15; i++) {
            seconds(3);
            guard.renew();
        }

        assertThat(groups.holds.get("i-1")).isNotEmpty();
        assertThat(groups.holds.get("i-1").getFirst()).isBefore(ended.plus(THIRTY_SECONDS));
    }

    @Test
    void startOfTheWaitThatCannotBeRead_neverShortensAHold() {
        oneNode(HOUR);
        groups.faults.put("since g", throttled());
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(3);

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void waitOfWhichAwsTellsNothing_isAskedForEveryFiveMinutes() {
        oneNode(HOUR);

        sweepEveryMinute(12);

        assertThat(groups.count("since g")).isEqualTo(2);
    }

    @Test
    void waitThatAwsTold_isReadOnce() {
        oneNode(HOUR);
        waitsSince("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(12);

        assertThat(groups.count("since g")).isOne();
    }

    @Test
    void waitThatFollowsAnotherUnseen_isNotCutShortByTheAgeOfTheFirst() {
        Guard brief = new Guard(ports, new Settings("hook", Duration.ofMinutes(10), true));
        oneNode(HOUR);
        waitsSince("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);
        brief.sweep(until());
        seconds(540);
        waitsSince("i-1", time.instant());
        seconds(120);

        brief.sweep(until());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void waitThatFollowsAnotherUnseen_isNotGivenUpThoughItsLooksAreKnown() {
        Guard brief = new Guard(ports, new Settings("hook", Duration.ofMinutes(10), true));
        oneNode(HOUR);
        waitsSince("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);
        for (int minute = 0; minute < 13; minute++) {
            if (minute == 9) {
                waitsSince("i-1", time.instant());
            }
            brief.sweep(until());
            seconds(60);
        }

        assertThat(journal.lines).anyMatch(line -> line.contains("pending"));
        assertThat(groups.calls).noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void secondWaitThatAwsTellsNothingOf_isNotAsOldAsTheFirst() {
        waitsSince("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);
        groups.with("g", true, HOUR, new Group.Member("i-1", "ReplacingRootVolume:Wait"));
        sweep();
        time.pause(Duration.ofHours(50));
        oneNode(HOUR);
        groups.faults.put("since g", throttled());

        Report report = sweep();

        assertThat(groups.calls).doesNotContain("give up i-1");
        assertThat(report.of(Measure.NODES_WAITING)).isOne();
        assertThat(report.of(Measure.OLDEST_HOLD)).isZero();
    }

    @Test
    void nodeThatWaitsAgainAfterItWasGivenUp_isHeldForItsFullTimeAgain() {
        oneNode(HOUR);
        waitsSince("i-1", ManualTime.START.minus(TWO_DAYS));
        sweep();
        groups.faults.put("since g", throttled());
        seconds(60);

        sweep();

        assertThat(groups.count("give up")).isOne();
    }

    @Test
    void nodeThatWaitsAgainAfterOthersEndedItsWait_isHeldForItsFullTimeAgain() {
        oneNode(HOUR);
        waitsSince("i-1", ManualTime.START.minus(Duration.ofHours(47)));
        sweep();
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        time.pause(HOUR);
        sweep();
        oneNode(HOUR);
        waitsSince("i-1", time.instant());

        sweep();

        assertThat(groups.count("give up")).isZero();
    }

    @Test
    void clockBehindAws_holdsRatherThanWaits() {
        oneNode(HOUR);
        waitsSince("i-1", ManualTime.START.plus(Duration.ofHours(2)));
        looks.looks.put("i-1", DATA);

        sweep();

        assertThat(groups.calls).contains("hold i-1");
    }

    @Test
    void clockAheadOfAws_doesNotShortenAHold() {
        oneNode(HOUR);
        Instant aws = ManualTime.START.minus(Duration.ofHours(47));
        groups.awsTime = aws;
        waitsSince("i-1", aws.minus(Duration.ofHours(2)));

        sweep();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void hook_isRememberedForFiveMinutes() {
        oneNode(HOUR);

        sweepEveryMinute(5);
        assertThat(groups.count("hook g")).isOne();
        sweepEveryMinute(3);

        assertThat(groups.count("hook g")).isEqualTo(2);
    }

    @Test
    void hookThatWasTakenAwayAndGivenBack_isReadAnew() {
        oneNode(HOUR);
        Hook hook = groups.hooks.remove("g");
        assertThat(sweep().failures()).hasSize(1);
        groups.hooks.put("g", hook);
        seconds(60);

        assertThat(sweep().failures()).isEmpty();
        assertThat(groups.calls).contains("hold i-1");
    }

    @Test
    void memberOfAWarmPool_isHeldAndReleasedLikeAnyOther() {
        groups.pools.put("g", List.of(new Group.Member("i-7", "Warmed:Pending:Wait")));
        oneNode(HOUR);
        looks.looks.put("i-7", EMPTY);
        looks.looks.put("i-1", DATA);
        sweep();
        seconds(17);

        ended();

        assertThat(groups.calls).contains("hold i-1", "hold i-7", "release i-7");
    }

    @Test
    void groupWithoutNodes_costsOneCall() {
        groups.with("g", true, HOUR).with("h", true, HOUR);

        Report report = sweep();

        assertThat(groups.calls).containsExactly("tagged");
        assertThat(looks.lists + looks.reads + volumes.reads).isZero();
        assertThat(report.groups()).isEqualTo(2);
        assertThat(journal.reports).containsExactly(report);
    }
}
