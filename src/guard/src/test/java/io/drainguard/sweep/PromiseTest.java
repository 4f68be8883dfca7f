package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.InstanceDetails.Membership;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Ways in which data was lost, nodes were stuck, or what is not ours was touched; each is named after its symptom.
class PromiseTest extends GuardScene {
    static final Attached KEPT = new Attached("/dev/xvda", "vol-1", false);
    static final Attached GOING = new Attached("/dev/xvda", "vol-1", true);
    static final List<String> QUEUE = List.of("uuid-queue");
    static final List<String> ROOT = List.of("uuid-root");

    // --- what is Empty ---

    @Test
    void volumeThatIsNoLongerMounted_isNotEmpty() {
        dataOn(QUEUE);

        lookedAt(new Empty(ROOT));

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(journal.lines.getLast()).startsWith("i-1: unknown -> hold").contains("another file system");
    }

    @Test
    void volumeThatIsMountedAgain_mayBeEmpty() {
        dataOn(QUEUE);
        lookedAt(new Empty(ROOT));

        lookedAt(new Empty(QUEUE));

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void volumeThatIsNoLongerMounted_isNotEmptyForAGuardThatHasJustStarted() {
        dataOn(QUEUE);
        Guard fresh = new Guard(ports, SETTINGS);
        looks.looks.put("i-1", new Empty(ROOT));

        for (int sweeps = 0; sweeps < 4; sweeps++) {
            seconds(60);
            fresh.sweep(until());
        }

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    @Test
    void emptyOfADocumentThatNamesNoFileSystem_doesNotOutweighDataThatWasSeen() {
        dataOn(QUEUE);

        lookedAt(new Empty());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    @Test
    void operator_letsANodeGoWhoseFileSystemIsAway() {
        dataOn(QUEUE);
        volumes.machines.computeIfPresent("i-1", (id, machine) -> saying(machine, Operator.RELEASE));

        lookedAt(new Empty(ROOT));

        assertThat(groups.calls).contains("release i-1");
    }

    private void dataOn(List<String> sources) {
        oneNode(HOUR);
        lookedAt(new Pending(3, 100, ManualTime.START, "", sources));
    }

    private static InstanceDetails saying(InstanceDetails machine, Operator operator) {
        return new InstanceDetails(
                operator, machine.membership(), machine.ended(), machine.disks(), machine.volumes(), machine.marks());
    }

    // --- another guard's protection ---

    @Test
    void emptyFromBeforeAnotherGuardProtectedTheNode_isVoid() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(21);
        Set<LookEnded> news = looks.news();
        looks.looks.put("i-1", DATA);
        volumes.machines.put("i-1", protectedAt(time.instant()));

        guard.collect(news, until());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(volumes.calls).isEmpty();
        assertThat(looks.started).as("the node is looked at again").hasSize(2);
    }

    @Test
    void emptyFromBeforeAnotherGuardAskedAgain_isNotTheLastWord() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);
        Set<LookEnded> news = looks.news();
        looks.looks.put("i-1", DATA);
        looks.start("drainguard-g", List.of("i-1"), Duration.ZERO);

        guard.collect(news, until());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    private static InstanceDetails protectedAt(Instant at) {
        return new InstanceDetails(
                Operator.SILENT,
                new Membership("g", FakeVolumes.DOCUMENT),
                false,
                Disks.VOLUMES,
                List.of(KEPT),
                new Marks(Set.of("vol-1"), at, null, Set.of(), null, 0));
    }

    // --- protection comes first ---

    @Test
    void nodeThatTakesNoTag_isProtectedAllTheSameAndSaysSo() {
        volumes.faults.put("mark i-1", broken("TagLimitExceeded"));
        oneNode(HOUR);

        Report report = lookedAtOnce(DATA);

        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("TagLimitExceeded");
        assertThat(volumes.volumeMarks).as("its volumes have room of their own").containsEntry("vol-1", "i-1");
    }

    @Test
    void nodeWithRoomForOneTag_getsTheOneThatSetsItsFlagsBack() {
        volumes.mostTags = 1;
        oneNode(HOUR);

        lookedAtOnce(DATA);

        assertThat(volumes.machines.get("i-1").marks().changed()).containsExactly("vol-1");
    }

    @Test
    void marksThatWereThrottled_areSetByALaterSweepAndTheFlagsSetBack() {
        volumes.faults.put("mark", throttled());
        oneNode(HOUR);
        lookedAtOnce(DATA);
        volumes.faults.clear();

        lookedAt(DATA);
        assertThat(volumes.machines.get("i-1").marks().changed()).containsExactly("vol-1");
        lookedAt(EMPTY);

        assertThat(volumes.calls).containsExactly("protect i-1", "unprotect i-1");
    }

    private Report lookedAtOnce(io.drainguard.decide.Look look) {
        looks.looks.put("i-1", look);
        sweep();
        seconds(3);
        return ended();
    }

    // --- ended instances ---

    @Test
    void instanceThatHasEnded_isReleasedByTheNextSweepWithWhatIsLeftOfIt() {
        oneNode(HOUR);
        lookedAtOnce(DATA);
        volumes.machines.computeIfPresent("i-1", (id, machine) -> FakeVolumes.ended(machine));

        seconds(60);
        Report report = sweep();

        assertThat(groups.calls).contains("release i-1");
        assertThat(journal.lines.getLast()).endsWith("-> release, the instance has ended");
        assertThat(journal.settled.getLast().volumes()).isEqualTo(new VolumeOutcome.Outlived(Set.of("vol-1")));
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void instanceThatEndedWithItsVolumes_isReleasedWithAFailure() {
        oneNode(HOUR);
        volumes.machines.put("i-1", FakeVolumes.ended(FakeVolumes.PLAIN));

        Report report = sweep();

        assertThat(groups.calls).contains("release i-1");
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("no volume");
        assertThat(looks.started).isEmpty();
    }

    @Test
    void instanceThatEc2DoesNotKnowInTwoReadings_isReleasedWithinFiveSweeps() {
        oneNode(HOUR);
        volumes.unknown.add("i-1");

        sweepEveryMinute(2);
        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        sweepEveryMinute(3);

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void instanceThatCannotBeRead_hasNotEnded() {
        oneNode(HOUR);
        volumes.faults.put("read", broken("broken"));

        sweepEveryMinute(10);

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    @Test
    void retainedInstanceThatHasEnded_isTerminatedThroughItsGroup() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        volumes.machines.put("i-1", FakeVolumes.ended(FakeVolumes.PLAIN));

        sweep();

        assertThat(groups.calls).contains("terminate i-1");
    }

    // --- nobody else's node ---

    @Test
    void nodeWhoseTagNamesNoDocument_doesNotKeepTheOthersFromBeingAsked() {
        groups.with("g", true, HOUR, crowd(3));
        volumes.machines.put("i-1", FakeVolumes.tagged("yes", Operator.SILENT, Set.of(), GOING));

        Report report = sweep();

        assertThat(looks.batches()).containsExactly(Set.of("i-0", "i-2"));
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("'yes'");
    }

    @Test
    void documentThatTheGuardWasNotGiven_isNotRun() {
        oneNode(HOUR);
        looks.foreign.add("drainguard-g");

        assertThat(sweep().failures()).as("another guard may look at it").isEmpty();
        seconds(125);
        Report report = sweep();

        assertThat(looks.started).isEmpty();
        assertThat(report.failures()).singleElement().asString().contains("was not given the document 'drainguard-g'");
    }

    @Test
    void nodeThatAnotherStacksGuardAsks_isItsOwnAffairWhileItDoes() {
        oneNode(HOUR);
        looks.foreign.add("drainguard-g");
        looks.looks.put("i-1", DATA);
        for (int minute = 0; minute < 10; minute++) {
            anotherGuardAsks();
            assertThat(sweep().failures()).isEmpty();
            seconds(60);
        }
        assertThat(journal.lines).as("it goes by the other's looks").anyMatch(line -> line.startsWith("i-1: pending"));

        sweepEveryMinute(6);

        assertThat(sweep().failures()).as("nobody asks any more").hasSize(1);
    }

    @Test
    void retainedNodeThatAnotherStacksGuardAsksRarely_isItsOwnAffairToo() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        looks.foreign.add("drainguard-g");
        looks.looks.put("i-1", DATA);
        for (int quarter = 0; quarter < 4; quarter++) {
            anotherGuardAsks();
            for (int minute = 0; minute < 15; minute++) {
                assertThat(sweep().failures()).isEmpty();
                seconds(60);
            }
        }

        sweepEveryMinute(10);

        assertThat(sweep().failures()).as("nobody asks any more").hasSize(1);
    }

    private void anotherGuardAsks() {
        looks.start("drainguard-g", List.of("i-1"), Duration.ZERO);
    }

    @Test
    void nodeThatAnotherHookHolds_isAFailureThatNamesTheHook() {
        oneNode(THIRTY_SECONDS);
        groups.gone.add("i-1");
        groups.others.add("old");

        sweep();
        seconds(60);
        Report second = sweep();

        assertThat(second.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("old");
    }

    @Test
    void drainedNodeThatAnotherHookHolds_isAFailureToo() {
        oneNode(HOUR);
        groups.gone.add("i-1");
        groups.others.add("old");

        lookedAt(EMPTY);
        lookedAt(EMPTY);

        assertThat(journal.settled.getLast().outcome()).isEqualTo(new ActionOutcome.NotHeld(Set.of("old")));
    }

    @Test
    void instanceThatEc2ForgetsRightAfterItEnded_isReleasedAllTheSame() {
        oneNode(HOUR);
        volumes.machines.put("i-1", FakeVolumes.ended(FakeVolumes.PLAIN));
        volumes.onRead = () -> {
            if (volumes.tries > 1) {
                volumes.unknown.add("i-1");
            }
        };
        looks.slow = Duration.ofSeconds(6);

        guard.announced(notice("g", "i-1", time.instant()), until());
        seconds(60);
        sweep();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void nodeThatOthersRetained_isLeftAloneWhateverItsLook() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        groups.others.add("debug");

        lookedAt(EMPTY);

        assertThat(groups.calls).noneMatch(call -> call.startsWith("terminate"));
        assertThat(journal.lines.getLast()).contains("leave, retained by others");
    }

    @Test
    void nodeThatOthersRetained_isEndedWhereTheSettingSaysSo() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        groups.others.add("debug");
        Guard all = new Guard(ports, new Settings("hook", TWO_DAYS, true, "", "", true));
        looks.looks.put("i-1", EMPTY);

        all.sweep(until());
        seconds(20);
        all.collect(looks.news(), until());

        assertThat(groups.calls).contains("terminate i-1");
    }

    @Test
    void nodeThatAnotherHookRetainsEachTime_isEndedThreeTimesAndThenLeft() {
        groups.others.add("second");
        Guard all = new Guard(ports, new Settings("hook", TWO_DAYS, true, "", "", true));
        looks.looks.put("i-1", EMPTY);

        for (int round = 0; round < 6; round++) {
            groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
            twice(all);
            groups.with("g", true, HOUR, waiting("i-1"));
            twice(all);
        }

        assertThat(groups.count("terminate i-1")).isEqualTo(3);
        assertThat(journal.lines).anyMatch(line -> line.contains("ended 3 times"));
    }

    @Test
    void nodeThatTakesNoTag_isEndedThreeTimesAndThenLeft() {
        volumes.faults.put("mark i-1", broken("TagLimitExceeded"));

        nodeThatAnotherHookRetainsEachTime_isEndedThreeTimesAndThenLeft();
    }

    @Test
    void nodeThatTheGuardMayNotAsk_isAFailure() {
        oneNode(HOUR);
        looks.refused.put("i-1", "not authorized");
        looks.denied.add("i-1");

        assertThat(sweep().failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("not authorized");
    }

    @Test
    void nodeWhoseEmptyIsVoidEachTime_isCountedAsOneThatCannotBeLookedAt() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);

        volumes.onRead = () -> volumes.machines.put("i-1", protectedAt(time.instant()));
        sweepEveryMinute(45);

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(journal.reports.getLast().of(Measure.NODES_CANNOT_LOOK)).isOne();
    }

    private void twice(Guard all) {
        for (int sweeps = 0; sweeps < 2; sweeps++) {
            all.sweep(until());
            seconds(17);
            all.collect(looks.news(), until());
            seconds(43);
        }
    }

    @Test
    void groupsTag_overridesTheLookAtANodeThatTakesNoTag() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        Map<String, Operator> overrides = Group.overrides(
                Map.of("drainguard:override:i-1", "release", "drainguard:override:i-2", "Hold", "other", "release"));
        groups.groups.replaceAll(group -> new Group(
                group.name(), group.document(), new Group.Traits(true, false, 2, overrides), group.members()));
        looks.looks.put("i-1", DATA);
        looks.looks.put("i-2", EMPTY);

        sweep();
        seconds(20);
        ended();

        assertThat(groups.calls).contains("release i-1", "clear override i-1").doesNotContain("release i-2");
    }

    @Test
    void hookThatIsDeletedWhileNodesWait_isAFailureThatNamesTheNodesThatWent() {
        oneNode(HOUR);
        sweep();
        groups.with("g", true, HOUR);
        groups.hooks.clear();
        groups.others.add("new-name");

        seconds(60);
        Report report = sweep();

        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("hook 'hook'")
                .contains("new-name");
    }

    // --- forged marks ---

    @Test
    void forgedMarkOnTheNode_turnsNoFlagBack() {
        volumes.machines.put(
                "i-1",
                FakeVolumes.details(Operator.SILENT, Set.of("vol-2"), KEPT, new Attached("/dev/sdf", "vol-2", false)));
        volumes.volumeMarks.put("vol-2", "");
        oneNode(HOUR);

        lookedAt(EMPTY);

        assertThat(groups.calls).contains("release i-1");
        assertThat(volumes.calls).isEmpty();
    }

    @Test
    void forgedMarkOnTheVolumeOfANodeThatAGuardHasMarked_turnsNoFlagBack() {
        InstanceDetails marked = FakeVolumes.heldSince(
                FakeVolumes.details(Operator.SILENT, Set.of(), KEPT), ManualTime.START.plusSeconds(1));
        volumes.machines.put("i-1", marked);
        volumes.volumeMarks.put("vol-1", "i-1");
        oneNode(HOUR);

        lookedAt(EMPTY);

        assertThat(groups.calls).contains("release i-1");
        assertThat(volumes.calls).isEmpty();
    }

    @Test
    void forgedMarkOnTheVolume_turnsNoFlagBack() {
        volumes.machines.put("i-1", FakeVolumes.details(Operator.SILENT, Set.of(), KEPT));
        volumes.volumeMarks.put("vol-1", "i-1");
        oneNode(HOUR);

        lookedAt(EMPTY);

        assertThat(volumes.calls).isEmpty();
    }

    @Test
    void marksThatNameAnotherVolume_turnNoFlagBack() {
        volumes.machines.put("i-1", FakeVolumes.details(Operator.SILENT, Set.of("vol-9"), KEPT));
        volumes.volumeMarks.put("vol-9", "i-1");
        oneNode(HOUR);

        lookedAt(EMPTY);

        assertThat(volumes.calls).isEmpty();
    }

    // --- waiting time ---

    @Test
    void drainingOfConnections_doesNotCountAsHeld() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START.minus(Duration.ofMinutes(10)));
        Guard brief = new Guard(ports, new Settings("hook", Duration.ofMinutes(10), true));
        looks.looks.put("i-1", DATA);

        brief.sweep(until());
        seconds(5);
        brief.collect(looks.news(), until());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("give up"));
        assertThat(journal.settled.getLast().node().heldFor()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void groupWithoutALoadBalancer_countsTheHoldFromItsActivityHoweverFreshTheGuard() {
        oneNode(HOUR);
        groups.groups.replaceAll(group -> new Group(
                group.name(),
                group.document(),
                new Group.Traits(true, false, 2, Map.of(), false, Yield.NONE),
                group.members()));
        groups.since.put("i-1", ManualTime.START.minus(Duration.ofMinutes(10)));
        Guard brief = new Guard(ports, new Settings("hook", Duration.ofMinutes(10), true));
        looks.looks.put("i-1", DATA);

        brief.sweep(until());
        seconds(5);
        brief.collect(looks.news(), until());

        assertThat(groups.calls).contains("give up i-1");
    }

    @Test
    void freshGuards_countTheHoldFromWhereTheFirstOneSawIt() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START.minus(Duration.ofMinutes(10)));
        Settings brief = new Settings("hook", Duration.ofMinutes(10), true);
        looks.looks.put("i-1", DATA);

        for (int minute = 0; minute < 13; minute++) {
            Guard fresh = new Guard(ports, brief);
            fresh.sweep(until());
            seconds(5);
            fresh.collect(looks.news(), until());
            seconds(55);
        }

        assertThat(groups.calls).contains("give up i-1");
    }

    @Test
    void limitThatWasRaisedDuringTheWait_doesNotMakeTheHoldLonger() {
        oneNode(THIRTY_SECONDS);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(2);
        groups.with("g", true, HOUR, waiting("i-1"));

        sweepEveryMinute(50);

        assertThat(groups.calls).contains("give up i-1");
    }

    // --- too many held nodes ---

    @Test
    void nodeThatCannotBeLookedAtForHalfAnHour_isCounted() {
        oneNode(HOUR);
        looks.refused.put("i-1", "its agent never registered");

        sweepEveryMinute(29);
        assertThat(journal.reports)
                .allSatisfy(report ->
                        assertThat(report.of(Measure.NODES_CANNOT_LOOK)).isZero());
        sweepEveryMinute(3);

        assertThat(journal.reports.getLast().of(Measure.NODES_CANNOT_LOOK)).isOne();
    }

    @Test
    void nodesBeyondTheirGroupsLargestSize_areCounted() {
        groups.with("g", true, HOUR, crowd(5));
        groups.groups.replaceAll(group ->
                new Group(group.name(), group.document(), new Group.Traits(true, false, 2, Map.of()), group.members()));

        assertThat(sweep().of(Measure.NODES_ABOVE_MAX_SIZE)).isEqualTo(3);
    }

    // --- load on the node ---

    @Test
    void nodeThatHasBeenRetainedForAnHour_isLookedAtEveryQuarterOfAnHourAndAlarmsAllTheSame() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(60);
        int before = looks.started.size();
        int alarms = journal.reports.size();

        sweepEveryMinute(60);

        assertThat(looks.started.size() - before).isBetween(3, 5);
        assertThat(journal.reports.subList(alarms, journal.reports.size()))
                .allSatisfy(
                        report -> assertThat(report.of(Measure.NODES_TO_DECIDE)).isOne());
    }

    @Test
    void waitingNodesLooks_neverGetRarer() {
        oneNode(HOUR);
        looks.looks.put("i-1", new Unknown("stuck"));
        sweepEveryMinute(120);
        int before = looks.started.size();

        sweepEveryMinute(60);

        assertThat(looks.started.size() - before).isGreaterThan(50);
    }

    @Test
    void overrideThatSaysNeitherWord_isAFailureAndHolds() {
        oneNode(HOUR);
        volumes.machines.put("i-1", FakeVolumes.saying(Operator.UNCLEAR));

        lookedAt(EMPTY);

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(journal.reports.getLast().failures())
                .singleElement()
                .asString()
                .contains(new NodeId("g", "i-1").toString())
                .contains("neither");
    }
}
