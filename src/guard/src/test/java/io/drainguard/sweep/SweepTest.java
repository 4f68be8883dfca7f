package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweepTest {
    static final Duration HOUR = Duration.ofHours(1);
    static final Duration THIRTY_SECONDS = Duration.ofSeconds(30);
    static final Pending DATA = new Pending(2, 100, ManualTime.START);
    static final Empty EMPTY = new Empty();
    static final Settings SETTINGS = new Settings("hook", Duration.ofHours(48), true);

    final ManualTime time = new ManualTime();
    final FakeGroups groups = new FakeGroups(time);
    final FakeLooks looks = new FakeLooks(time);
    final FakeVolumes volumes = new FakeVolumes();
    final ListJournal journal = new ListJournal();
    final Sweep sweep = new Sweep(groups, looks, volumes, journal, time, SETTINGS);

    @Test
    void nodeWithData_isHeld() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", DATA);

        Report report = run();

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.held()).isEqualTo(1);
        assertThat(report.bytes()).isEqualTo(100);
    }

    @Test
    void emptyNode_isReleasedByInstanceId() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", EMPTY);

        run();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void emptyNodeOfAnEvent_isReleasedByItsToken() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-1", EMPTY);
        looks.looks.put("i-2", EMPTY);

        sweep.run(hint("g", "i-1"), until());

        assertThat(groups.calls).contains("release by token tok i-1", "release i-2");
    }

    @Test
    void eventAtAGuardThatWasNotCalledOfLate_looksAtItsOwnNodeOnly() {
        groups.with("g", true, HOUR, crowd()).with("h", true, HOUR, waiting("i-h"));
        looks.looks.put("i-1", EMPTY);

        sweep.run(hint("g", "i-1"), until());

        assertThat(looks.batches).containsExactly(List.of("i-1"));
        assertThat(groups.calls)
                .contains("release by token tok i-1")
                .noneMatch(call -> call.startsWith("hold") && !call.equals("hold i-1"));
        assertThat(groups.calls).doesNotContain("hook h");
    }

    @Test
    void secondEventInARow_looksAtEverybody() {
        groups.with("g", true, HOUR, crowd());
        many(60).forEach(node -> looks.looks.put(node, DATA));

        sweep.run(hint("g", "i-1"), until());
        sweep.run(hint("g", "i-2"), until());

        assertThat(looks.batches).extracting(List::size).containsExactly(1, 50, 9);
    }

    @Test
    void eventAtAGuardThatWasNotCalledOfLate_doesNotLetGoOfWhoItHolds() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));
        looks.looks.put("i-1", DATA);
        run();
        time.pause(Sweep.INTERVAL.multipliedBy(3));
        groups.with("g", true, THIRTY_SECONDS, crowd());
        Instant before = time.instant();

        sweep.run(new TerminationNotice(new NodeId("g", "i-2"), "hook", before, "tok"), until());

        assertThat(groups.holds.get("i-1").getLast()).isAfter(before);
    }

    @Test
    void failureAtAGuardThatWasNotCalledOfLate_isLeftToTheNextSweep() {
        groups.with("g", true, HOUR, crowd());
        looks.faults.put("drainguard-g", broken("throttled"));

        Report report = sweep.run(hint("g", "i-1"), until());

        assertThat(report.failures()).isEmpty();
        assertThat(journal.lines).anyMatch(line -> line.contains("the next sweep looks at it"));
        time.pause(Sweep.INTERVAL);
        assertThat(run().failures()).isNotEmpty();
    }

    @Test
    void eventWhileAwsIsAskedTooOften_isLeftToTheNextSweep() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.faults.put("tagged", new Fault(Fault.Kind.THROTTLED, "Rate exceeded", new IllegalStateException()));

        assertThat(sweep.run(hint("g", "i-1"), until()).failures()).isEmpty();
        assertThat(journal.lines).singleElement().asString().contains("the next sweep looks at it");
    }

    @Test
    void eventWhileTheGroupsCannotBeReadAtAll_fails() {
        groups.faults.put("tagged", broken("denied"));

        assertThatThrownBy(() -> sweep.run(hint("g", "i-1"), until())).isInstanceOf(Fault.class);
    }

    @Test
    void lateEventOfAnEarlierWait_doesNotLeaveTheNodeToLapse() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));
        groups.staleTokens.add("tok");
        looks.looks.put("i-1", EMPTY);

        sweep.run(hint("g", "i-1"), until());

        assertThat(groups.calls).containsSubsequence("release by stale token i-1", "release i-1");
    }

    @Test
    void eventOfAnotherHook_doesNotLendItsToken() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", EMPTY);

        sweep.run(new TerminationNotice(new NodeId("g", "i-1"), "another-hook", ManualTime.START, "tok"), until());

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void foreignGroupsEvent_readsButChangesNothing() {
        groups.with("g", true, HOUR, waiting("i-1"));

        sweep.run(hint("other", "i-9"), until());

        assertThat(groups.calls).containsExactly("tagged");
        assertThat(looks.batches).isEmpty();
        assertThat(journal.lines)
                .singleElement()
                .asString()
                .contains("other/i-9")
                .contains("does not carry the tag");
    }

    @Test
    void lateEventOfANodeThatIsGone_changesNothing() {
        groups.with("g", true, HOUR);

        sweep.run(hint("g", "i-1"), until());

        assertThat(groups.calls).containsExactly("tagged");
    }

    @Test
    void eventsOfOneNodeInARow_makeOneLook() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", DATA);

        sweep.run(hint("g", "i-1"), until());
        int calls = groups.calls.size();
        sweep.run(hint("g", "i-1"), until());
        sweep.run(hint("g", "i-1"), until());

        assertThat(looks.batches).hasSize(1);
        assertThat(groups.calls).hasSize(calls);
    }

    @Test
    void silentNode_isHeldAndNeverReleased() {
        groups.with("g", true, HOUR, waiting("i-1"));

        Report report = run();

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.unknown()).isEqualTo(1);
        assertThat(journal.lines).singleElement().asString().contains("no answer in time");
    }

    @Test
    void failureAtOneNode_doesNotStopTheOthersAndIsNamed() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"), waiting("i-3"));
        looks.looks.put("i-1", EMPTY);
        looks.looks.put("i-2", EMPTY);
        looks.looks.put("i-3", EMPTY);
        groups.faults.put("release i-2", broken("releasing node g/i-2: no"));

        Report report = run();

        assertThat(groups.calls).contains("release i-1", "release i-2", "release i-3");
        assertThat(report.failures()).singleElement().asString().contains("g/i-2");
    }

    @Test
    void waitThatHasEnded_isNoFailure() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", EMPTY);
        groups.gone.add("i-1");

        assertThat(run().failures()).isEmpty();
        assertThat(journal.settled).extracting(Settled::outcome).containsExactly(new ActionOutcome.AlreadyEnded());
    }

    @Test
    void groupWithoutTheHook_isAFailureThatSaysWhatToDo() {
        groups.with("g", true, HOUR, waiting("i-1")).with("h", true, HOUR, waiting("i-2"));
        groups.hooks.remove("g");
        looks.looks.put("i-2", EMPTY);

        Report report = run();

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
    void hookThatCannotBeRead_isHeldAllTheSame() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.faults.put("hook g", broken("throttled"));
        looks.looks.put("i-1", DATA);

        Report report = run();

        assertThat(groups.calls).contains("hold i-1");
        assertThat(report.failures()).hasSize(1);
    }

    @Test
    void startOfWaitThatCannotBeRead_neverShortensAHold() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.faults.put("since g", broken("throttled"));
        looks.looks.put("i-1", DATA);

        run();

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void nodeAtTheCeiling_isGivenUpAfterALastLook() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.since.put("i-1", ManualTime.START.minus(Duration.ofHours(48)));
        looks.looks.put("i-1", DATA);

        run();

        assertThat(groups.calls).contains("give up i-1");
        assertThat(journal.lines).singleElement().asString().contains("pending -> give up");
    }

    @Test
    void nodeAtTheCeiling_doesNotLapseWhileItsLastLookIsUnderWay() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));
        groups.since.put("i-1", ManualTime.START.minus(Duration.ofMinutes(46)));

        run();

        assertThat(groups.calls).containsSubsequence("hold i-1", "hold i-1", "give up i-1");
        assertThat(groups.longestGap("i-1")).isLessThan(THIRTY_SECONDS);
    }

    @Test
    void nodeAtTheCeilingThatIsEmptyAtLast_isReleased() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.since.put("i-1", ManualTime.START.minus(Duration.ofHours(48)));
        looks.looks.put("i-1", EMPTY);

        run();

        assertThat(groups.calls).contains("release i-1").noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void retainedNode_isTerminatedOnceItIsEmpty() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", DATA);
        run();
        assertThat(groups.calls).noneMatch(call -> call.startsWith("terminate"));

        looks.looks.put("i-1", EMPTY);
        time.pause(Sweep.INTERVAL);
        run();

        assertThat(groups.calls).contains("terminate i-1");
    }

    @Test
    void retainedNodeThatWasEnded_isHeldUntilTheNextSweepLooksAtItAfresh() {
        groups.with("g", true, THIRTY_SECONDS, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", EMPTY);
        Instant next = time.instant().plus(Sweep.INTERVAL);

        run();

        assertThat(groups.calls).containsSubsequence("terminate i-1", "hold i-1");
        assertThat(groups.holds.get("i-1").getLast()).isAfter(next.minus(THIRTY_SECONDS));
    }

    @Test
    void documentOfAForeignName_isNeverRunAndTheNodeIsHeld() {
        groups.groups.add(new Group("g", "AWS-RunShellScript", true, false, List.of(waiting("i-1"))));
        groups.hooks.put("g", new Hook("hook", HOUR, Duration.ofHours(48)));

        Report report = run();

        assertThat(looks.batches).isEmpty();
        assertThat(groups.calls).contains("hold i-1");
        assertThat(report.failures()).singleElement().asString().contains("AWS-RunShellScript");
    }

    @Test
    void lookThatCannotBeStarted_holdsItsBatchAndFails() {
        groups.with("g", true, HOUR, waiting("i-1")).with("h", true, HOUR, waiting("i-2"));
        looks.faults.put("drainguard-g", broken("denied"));
        looks.looks.put("i-2", EMPTY);

        Report report = run();

        assertThat(groups.calls).contains("hold i-1", "release i-2");
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("denied");
    }

    @Test
    void answersThatCannotBeRead_holdTheirNodesAndFail() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.readFault = broken("denied");

        Report report = run();

        assertThat(groups.calls).contains("hold i-1");
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("denied");
    }

    @Test
    void answersThatCannotBeReadForAWhile_areReadLater() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", EMPTY);
        looks.readFault = broken("throttled");
        time.at(Duration.ofSeconds(30), () -> looks.readFault = null);

        assertThat(run().failures()).isEmpty();
        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void manyNodes_areAskedInBatchesOfFifty() {
        groups.with(
                "g",
                true,
                HOUR,
                IntStream.range(0, 120).mapToObj(i -> waiting("i-" + i)).toArray(Group.Member[]::new));

        run();

        assertThat(looks.batches).extracting(List::size).containsExactly(50, 50, 20);
    }

    @Test
    void heartbeats_areNotRecordedBeforeAThirdOfThePeriodHasPassed() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(60);

        assertThat(groups.count("hold")).isBetween(2L, 3L);
    }

    @Test
    void thirtySecondPeriod_isNeverLeftToLapseBetweenTwoSweeps() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(20);

        assertThat(groups.longestGap("i-1")).isLessThan(THIRTY_SECONDS);
    }

    @Test
    void thirtySecondPeriodOfASilentNode_isNeverLeftToLapse() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));

        sweepEveryMinute(20);

        assertThat(groups.longestGap("i-1")).isLessThan(THIRTY_SECONDS);
    }

    @Test
    void heldNode_doesNotLapseWhileTheSweepWaitsForASilentNeighbour() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1")).with("h", true, HOUR, waiting("i-2"));
        looks.looks.put("i-1", DATA);

        run();

        assertThat(time.passed()).isGreaterThan(Duration.ofSeconds(45));
        assertThat(groups.longestGap("i-1")).isLessThan(THIRTY_SECONDS);
    }

    @Test
    void nodeLookedAtAMomentAgo_doesNotLapseBecauseTheNextSweepPassesItBy() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));
        looks.looks.put("i-1", DATA);
        looks.delay = Duration.ofSeconds(45);
        sweep.run(hint("g", "i-1"), until());

        sweepEveryMinute(3);

        assertThat(groups.longestGap("i-1")).isLessThan(THIRTY_SECONDS);
    }

    @Test
    void throttledHeartbeat_isTriedAgainBeforeThePeriodEnds() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));
        looks.looks.put("i-1", DATA);
        groups.faults.put("hold i-1", broken("throttled"));
        time.at(Duration.ofSeconds(20), groups.faults::clear);

        run();

        assertThat(groups.holds.get("i-1"))
                .anyMatch(at ->
                        at.isAfter(ManualTime.START.plusSeconds(19)) && at.isBefore(ManualTime.START.plusSeconds(30)));
    }

    @Test
    void longPeriod_doesNotKeepTheSweepUp() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", DATA);

        run();

        assertThat(time.passed()).isLessThan(Duration.ofSeconds(25));
    }

    @Test
    void clockBehindAws_holdsRatherThanWaits() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.since.put("i-1", ManualTime.START.plus(Duration.ofHours(2)));
        looks.looks.put("i-1", DATA);

        run();

        assertThat(groups.calls).contains("hold i-1");
    }

    @Test
    void waitThatFollowsAnotherUnseen_isNotCutShortByTheAgeOfTheFirst() {
        Settings tenMinutes = new Settings("hook", Duration.ofMinutes(10), true);
        Sweep sweep10 = new Sweep(groups, looks, volumes, journal, time, tenMinutes);
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);
        sweep10.run(until());

        time.pause(Duration.ofMinutes(9));
        // Between two sweeps the first wait lapses and another begins: the node waits in both.
        groups.since.put("i-1", time.instant());
        time.pause(Duration.ofMinutes(2));
        sweep10.run(until());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void functionTimeRunningOut_holdsWhoHasNotAnswered() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", EMPTY);
        looks.delay = Duration.ofSeconds(40);

        sweep.run(time.instant().plusSeconds(25));

        assertThat(looks.batches).hasSize(1);
        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(time.passed()).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void nodesForWhichTheTimeDoesNotSuffice_areHeldAndNamedAsAFailureAndAskedFirstNextTime() {
        Group.Member[] many =
                IntStream.range(0, 150).mapToObj(i -> waiting("i-" + i)).toArray(Group.Member[]::new);
        groups.with("g", true, HOUR, many);
        many(150).forEach(node -> looks.looks.put(node, DATA));
        looks.slow = Duration.ofSeconds(8);

        List<List<String>> asked = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Report report = sweep.run(time.instant().plusSeconds(25));
            assertThat(report.failures()).singleElement().asString().contains("100 nodes were not asked");
            asked.addAll(looks.batches);
            looks.batches.clear();
            time.pause(Sweep.INTERVAL);
        }

        assertThat(groups.count("hold")).isEqualTo(150);
        assertThat(asked).hasSize(3);
        assertThat(asked.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(many(150));
    }

    @Test
    void nodeThatDidNotAnswer_isDoubtedNextTimeAndNoOther() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-1", DATA);
        run();
        time.pause(Sweep.INTERVAL);
        run();

        assertThat(looks.doubtful).containsExactly(Set.of(), Set.of("i-2"));
    }

    @Test
    void nodeThatCouldNotBeAsked_staysInDoubt() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", new Unknown("its agent is ConnectionLost"));
        for (int i = 0; i < 3; i++) {
            run();
            time.pause(Sweep.INTERVAL);
        }

        assertThat(looks.doubtful).containsExactly(Set.of(), Set.of("i-1"), Set.of("i-1"));
    }

    @Test
    void groupsWithOneDocument_areAskedTogether() {
        groups.with("g", true, HOUR, waiting("i-1")).with("h", true, HOUR, waiting("i-2"));
        groups.groups.replaceAll(
                group -> new Group(group.name(), "drainguard-one", group.retains(), false, group.members()));

        run();

        assertThat(looks.batches).containsExactly(List.of("i-1", "i-2"));
    }

    private static Group.Member[] crowd() {
        return many(60).stream().map(SweepTest::waiting).toArray(Group.Member[]::new);
    }

    private static List<String> many(int nodes) {
        return IntStream.range(0, nodes).mapToObj(i -> "i-" + i).toList();
    }

    @Test
    void unansweredUnknown_saysNoAnswerWasReadInsteadOfEmpty() {
        groups.with("g", true, HOUR, waiting("i-1"));
        looks.looks.put("i-1", new Unknown("agent offline"));

        run();

        assertThat(journal.lines)
                .singleElement()
                .asString()
                .contains("unknown -> hold")
                .contains("agent offline");
    }

    private Report run() {
        return sweep.run(until());
    }

    /// As the schedule does it, each time two seconds late.
    private void sweepEveryMinute(int times) {
        for (int minute = 0; minute < times; minute++) {
            Instant next = time.instant().plus(Sweep.INTERVAL).plusSeconds(2);
            run();
            time.pause(Duration.between(time.instant(), next));
        }
    }

    private Instant until() {
        return time.instant().plus(Duration.ofMinutes(5));
    }

    private static Group.Member waiting(String instance) {
        return new Group.Member(instance, "Terminating:Wait");
    }

    private static TerminationNotice hint(String group, String instance) {
        return new TerminationNotice(new NodeId(group, instance), "hook", Instant.EPOCH, "tok");
    }

    private static Fault broken(String message) {
        return new Fault(Fault.Kind.BROKEN, message, new IllegalStateException());
    }
}
