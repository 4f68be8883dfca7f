package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.decide.LookCommand;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the event of a termination hastens.
class AnnouncedTest extends GuardScene {
    /// A copy that was called a short while ago.
    @BeforeEach
    void onDuty() {
        guard.sweep(until());
        groups.calls.clear();
        looks.lists = 0;
        seconds(1);
    }

    @Test
    void event_startsLooksForEverybodyWithoutOne() {
        groups.with("g", true, HOUR, crowd(60)).with("h", true, HOUR, waiting("i-h"));

        announced("g", "i-1");

        assertThat(looks.batches()).extracting(Set::size).containsExactly(50, 10, 1);
        assertThat(looks.stays()).containsOnly(0L);
    }

    @Test
    void secondEventInARow_startsNothing() {
        groups.with("g", true, HOUR, crowd(60));

        announced("g", "i-1");
        seconds(1);
        guard.announced(notice("g", "i-2", ManualTime.START), until());

        assertThat(looks.started).hasSize(2);
    }

    @Test
    void event_holdsItsOwnNodeOnly() {
        groups.with("g", true, HOUR, crowd(60)).with("h", true, HOUR, waiting("i-h"));

        announced("g", "i-1");

        assertThat(groups.calls.stream().filter(call -> call.startsWith("hold")))
                .containsExactly("hold i-1");
        assertThat(groups.calls).doesNotContain("hook h");
    }

    @Test
    void event_doesNotLetGoOfWhoIsHeld() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));
        sweep();
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"), waiting("i-2"));
        announced("g", "i-2");
        long before = groups.count("hold i-1");
        seconds(20);

        guard.renew();

        assertThat(groups.count("hold i-1")).isEqualTo(before + 1);
    }

    @Test
    void eventAheadOfItsGroup_isWaitedForTwoSeconds() {
        groups.with("g", true, HOUR);
        time.at(time.passed().plusMillis(1_500), () -> groups.with("g", true, HOUR, waiting("i-1")));

        announced("g", "i-1");

        assertThat(looks.batches()).containsExactly(Set.of("i-1"));
        assertThat(groups.calls).contains("hold i-1");
    }

    @Test
    void eventOfANodeThatIsGone_changesNothing() {
        groups.with("g", true, HOUR);
        Instant before = time.instant();

        announced("g", "i-1");

        assertThat(groups.calls).containsExactly("tagged", "tagged");
        assertThat(Duration.between(before, time.instant())).isLessThan(Duration.ofSeconds(3));
        assertThat(looks.started).isEmpty();
    }

    @Test
    void foreignGroupsEvent_readsButChangesNothing() {
        groups.with("g", true, HOUR, waiting("i-1"));

        announced("other", "i-9");

        assertThat(groups.calls).containsOnly("tagged");
        assertThat(looks.started).isEmpty();
        assertThat(journal.lines)
                .singleElement()
                .asString()
                .contains("other/i-9")
                .contains("does not carry the tag");
    }

    @Test
    void nodeOfAWarmPool_isLookedAtAtOnce() {
        groups.pools.put("g", List.of(new Group.Member("i-7", "Warmed:Pending:Wait")));
        groups.with("g", true, HOUR);

        announced("g", "i-7");

        assertThat(groups.calls).contains("hold i-7");
        assertThat(looks.batches()).containsExactly(Set.of("i-7"));
    }

    @Test
    void eventsOfOneNodeInARow_makeOneLookAndNoFurtherCall() {
        groups.with("g", true, HOUR, waiting("i-1"));
        Instant began = time.instant();
        guard.announced(notice("g", "i-1", began), until());
        int calls = groups.calls.size();

        guard.announced(notice("g", "i-1", began), until());
        guard.announced(notice("g", "i-1", began), until());

        assertThat(looks.started).hasSize(1);
        assertThat(groups.calls).hasSize(calls);
        assertThat(journal.lines).hasSize(2).allMatch(line -> line.contains("looked at a moment ago"));
    }

    @Test
    void eventThatWasOvertakenByALook_makesNoCall() {
        groups.with("g", true, HOUR, waiting("i-1"));
        Instant began = time.instant();
        sweep();
        seconds(30);
        int calls = groups.calls.size();

        guard.announced(notice("g", "i-1", began), until());

        assertThat(groups.calls).hasSize(calls);
    }

    @Test
    void eventOfANewWait_isNotTakenForOneThatWasLookedAt() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", DATA);
        sweep();
        seconds(30);

        announced("g", "i-1");

        assertThat(looks.started).hasSize(2);
    }

    @Test
    void operatorsRelease_needsNoLook() {
        groups.with("g", true, HOUR, waiting("i-1"));
        volumes.machines.put("i-1", FakeVolumes.saying(Operator.RELEASE));

        announced("g", "i-1");

        assertThat(groups.calls).contains("release by token tok i-1");
    }

    @Test
    void lateEventOfAnEarlierWait_doesNotLeaveTheNodeToLapse() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.staleTokens.add("tok");
        volumes.machines.put("i-1", FakeVolumes.saying(Operator.RELEASE));

        announced("g", "i-1");

        assertThat(groups.calls).containsSubsequence("release by stale token i-1", "release i-1");
    }

    @Test
    void eventOfAnotherHook_doesNotLendItsToken() {
        groups.with("g", true, HOUR, waiting("i-1"));
        volumes.machines.put("i-1", FakeVolumes.saying(Operator.RELEASE));

        guard.announced(new TerminationNotice(new NodeId("g", "i-1"), "another-hook", time.instant(), "tok"), until());

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void eventWhileAwsIsAskedTooOften_isLeftToTheNextSweep() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.faults.put("tagged", throttled());

        assertThat(announced("g", "i-1").failures()).isEmpty();
        assertThat(journal.lines).singleElement().asString().contains("the next sweep looks at it");
    }

    @Test
    void eventWhileTheGroupsCannotBeReadAtAll_fails() {
        groups.faults.put("tagged", broken("denied"));

        assertThatThrownBy(() -> announced("g", "i-1")).isInstanceOf(Fault.class);
    }

    @Test
    void lookThatCannotBeStarted_isLeftToTheNextSweepWhichFails() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.faults.put("drainguard-g", broken("denied"));

        Report report = announced("g", "i-1");

        assertThat(report.failures()).isEmpty();
        assertThat(journal.lines).anyMatch(line -> line.contains("the next sweep tries again"));
        assertThat(sweep().failures()).isNotEmpty();
    }

    @Test
    void copyThatWasNotCalledOfLate_leavesTheNodeToAnotherThatAsked() {
        groups.with("g", true, HOUR, waiting("i-1"));
        Instant began = time.instant();
        time.at(time.passed().plusMillis(1), () -> looks.add(asked(time.instant())));

        new Guard(ports, SETTINGS).announced(notice("g", "i-1", began), until());

        assertThat(Duration.between(began, time.instant())).isLessThanOrEqualTo(Announcement.LONGEST_DELAY);
        assertThat(looks.started).isEmpty();
        assertThat(groups.calls).isEmpty();
        assertThat(journal.lines).singleElement().asString().contains("another copy of the guard");
    }

    @Test
    void copyThatWasNotCalledOfLate_looksWhereNobodyAsked() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.add(asked(time.instant().minusSeconds(1)));
        Instant began = time.instant();

        new Guard(ports, SETTINGS).announced(notice("g", "i-1", began), until());

        assertThat(groups.calls).contains("tagged", "hold i-1");
    }

    @Test
    void copyOnDuty_doesNotWaitForOthers() {
        groups.with("g", true, HOUR, waiting("i-1"));
        Instant before = time.instant();

        announced("g", "i-1");

        assertThat(looks.lists).isOne();
        assertThat(Duration.between(before, time.instant())).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void copyThatWasCalledMoreThanTwoMinutesAgo_isNotOnDuty() {
        groups.with("g", true, HOUR, waiting("i-1"));
        seconds(120);

        announced("g", "i-1");

        assertThat(looks.lists).isEqualTo(2);
    }

    @Test
    void eventTimeThatLiesInTheFuture_isNotBelieved() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", EMPTY);
        groups.since.put("i-1", time.instant().minusSeconds(1));

        guard.announced(notice("g", "i-1", time.instant().plus(HOUR)), until());
        seconds(17);
        ended();

        assertThat(groups.calls).contains("release i-1");
    }

    private static LookCommand asked(Instant at) {
        return new LookCommand(
                "of-another",
                "drainguard-g",
                "$DEFAULT",
                Map.of("wait", "0"),
                LookCommand.COMMENT,
                at,
                Set.of("i-1"),
                0,
                false);
    }
}
