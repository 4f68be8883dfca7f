package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.ActionOutcome.HeldInstead;
import io.drainguard.sweep.ActionOutcome.Obstacle;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Flags, tags and warm pools: what is read from EC2, and what is done with it.
class ProtectTest {
    static final Duration HOUR = Duration.ofHours(1);
    static final Attached ROOT = new Attached("/dev/xvda", "vol-1", true);
    static final Attached NEW_ROOT = new Attached("/dev/xvda", "vol-9", true);
    static final Attached KEPT_BY_US = new Attached("/dev/xvda", "vol-1", false);
    static final Attached KEPT_BY_USER = new Attached("/dev/sdf", "vol-2", false);
    static final Settings PROTECTING = new Settings("hook", Duration.ofHours(48), true);
    static final Settings NOT_PROTECTING = new Settings("hook", Duration.ofHours(48), false);
    static final Look DATA = new Pending(2, 100, ManualTime.START);

    final ManualTime time = new ManualTime();
    final FakeGroups groups = new FakeGroups(time);
    final FakeLooks looks = new FakeLooks(time);
    final FakeVolumes volumes = new FakeVolumes();
    final ListJournal journal = new ListJournal();

    @Test
    void nodeWithData_isProtectedAtTheFirstLook() {
        run(DATA);

        assertThat(volumes.calls).containsExactly("protect i-1");
    }

    @Test
    void nodeInDoubt_isProtectedAtTheFirstLook() {
        run(new Unknown("agent offline"));

        assertThat(volumes.calls).containsExactly("protect i-1");
    }

    @Test
    void nodeThatHasGoneMeanwhile_isNoFailure() {
        volumes.faults.put("protect i-1", broken());
        volumes.later.put("i-1", machine(Operator.SILENT, Set.of()));

        Report report = run(new Unknown("the look ended as DeliveryTimedOut"));

        assertThat(report.failures()).isEmpty();
    }

    @Test
    void volumesThatCannotBeProtectedOnANodeThatIsThere_areAFailure() {
        volumes.faults.put("protect i-1", broken());

        Report report = run(DATA);

        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
    }

    @Test
    void nodeThatIsProtected_isNotProtectedAgain() {
        volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US));

        run(DATA);

        assertThat(volumes.calls).isEmpty();
    }

    @Test
    void nodeThatGotANewRootVolumeDuringTheLook_isProtectedAgain() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "ReplacingRootVolume:Wait"));
        volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US));
        volumes.later.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), NEW_ROOT));

        run(DATA);

        assertThat(volumes.calls).containsExactly("protect i-1");
    }

    @Test
    void nodeThatLostItsVolumesDuringTheLook_isNotCalledProtected() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "ReplacingRootVolume:Wait"));
        volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US));
        volumes.later.put("i-1", machine(Operator.SILENT, Set.of()));

        run(DATA);

        assertThat(volumes.calls).isEmpty();
        assertThat(journal.settled).extracting(Settled::volumes).containsExactly(new VolumeOutcome.GoneWithNode());
    }

    @Test
    void nodeOfWhichEc2ShowsNoVolume_isNotCodedAsProtected() {
        volumes.machines.put("i-1", machine(Operator.SILENT, Set.of()));

        run(DATA);

        assertThat(journal.settled).extracting(Settled::volumes).containsExactly(new VolumeOutcome.NoVolumes());
    }

    @Test
    void nodeWhoseMarkNamesNoAttachedVolume_isNotCodedAsRestored() {
        volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-gone"), KEPT_BY_USER));

        run(new Empty());

        assertThat(journal.settled).extracting(Settled::volumes).containsExactly(new VolumeOutcome.Unmarked());
        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void emptyNode_isSetBackBeforeItIsReleased() {
        volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US));

        run(new Empty());

        assertThat(volumes.calls).containsExactly("unprotect i-1");
        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void volumesThatCannotBeSetBack_keepTheNode() {
        volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US));
        volumes.faults.put("unprotect i-1", broken());

        Report report = run(new Empty());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
    }

    @Test
    void volumesThatCannotBeProtected_doNotStopTheHeartbeat() {
        volumes.faults.put("protect i-1", broken());

        Report report = run(DATA);

        assertThat(groups.calls).contains("hold i-1");
        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
    }

    @Test
    void protectionSwitchedOff_changesNoFlag() {
        sweep(NOT_PROTECTING).run(until(DATA));

        assertThat(volumes.calls).isEmpty();
    }

    @Test
    void flagThatTheUserHadSet_isNotOurs() {
        InstanceDetails machine = machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US, KEPT_BY_USER);

        assertThat(machine.ours()).containsExactly(KEPT_BY_US);
    }

    @Test
    void volumeAttachedLater_isAddedToWhatWasChanged() {
        InstanceDetails machine =
                machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US, new Attached("/dev/sdg", "vol-3", true));

        assertThat(machine.changedOnceProtected()).isEqualTo("vol-1,vol-3");
    }

    @Test
    void volumeThatTookThePlaceOfOneWeChanged_isNotOurs() {
        InstanceDetails machine = machine(Operator.SILENT, Set.of("vol-0"), KEPT_BY_US);

        assertThat(machine.ours()).isEmpty();
        assertThat(machine.changedOnceProtected()).isEmpty();
    }

    @Test
    void moreVolumesThanATagCanName_areProtectedAllTheSameAndNoneIsSetBack() {
        Attached[] many = new Attached[28];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Attached("/dev/sd" + i, "vol-0123456789abcde" + (10 + i), true);
        }
        String mark = machine(Operator.SILENT, Set.of(), many).changedOnceProtected();

        assertThat(mark).hasSizeLessThanOrEqualTo(256).isNotBlank();
        assertThat(machine(Operator.SILENT, Set.of(mark), many).ours()).isEmpty();
    }

    @Test
    void operatorsHold_keepsAnEmptyNode() {
        volumes.machines.put("i-1", machine(Operator.HOLD, Set.of(), ROOT));

        run(new Empty());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    @Test
    void operatorsRelease_letsANodeWithDataGoWithItsVolumesKept() {
        volumes.machines.put("i-1", machine(Operator.RELEASE, Set.of("vol-1"), KEPT_BY_US));

        run(DATA);

        assertThat(groups.calls).contains("release i-1");
        assertThat(volumes.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Warmed:Pending:Wait", "ReplacingRootVolume:Wait"})
    void operatorsRelease_isTakenOffANodeThatMayComeBackBeforeItGoes(String state) {
        released(state);
        volumes.meanwhile = () -> assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));

        run(DATA);

        assertThat(volumes.calls).containsExactly("clear override i-1");
        assertThat(groups.calls).contains("release i-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Warmed:Pending:Wait", "ReplacingRootVolume:Wait"})
    void operatorsTagThatCannotBeTakenOff_keepsTheNodeUntilItCan(String state) {
        released(state);
        volumes.faults.put("clear override i-1", broken());
        Sweep sweep = sweep(PROTECTING);

        Report report = sweep.run(until(DATA));

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
        assertThat(journal.settled.getLast().outcome())
                .isEqualTo(new HeldInstead(Obstacle.TAG_NOT_REMOVED, new ActionOutcome.HeartbeatNotDue()));

        volumes.faults.clear();
        time.pause(Duration.ofMinutes(1));
        sweep.run(until(DATA));

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void releaseThatFailsOnceTheOperatorsTagIsOff_leavesTheNodeToTheLooks() {
        released("Warmed:Pending:Wait");
        groups.faults.put("release i-1", broken());
        Sweep sweep = sweep(PROTECTING);

        Report report = sweep.run(until(DATA));

        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
        assertThat(journal.settled.getLast().outcome()).isInstanceOf(ActionOutcome.FailedWithoutTag.class);

        groups.faults.clear();
        groups.calls.clear();
        time.pause(Duration.ofMinutes(1));
        sweep.run(until(DATA));

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(journal.lines.getLast()).contains(" -> hold, 2 files");
    }

    private void released(String state) {
        groups.with("g", true, HOUR, new Group.Member("i-1", state));
        volumes.machines.put("i-1", machine(Operator.RELEASE, Set.of("vol-1"), KEPT_BY_US));
    }

    @Test
    void tagsThatCannotBeRead_releaseNobody() {
        volumes.faults.put("read", broken());

        Report report = run(new Empty());

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
    }

    @Test
    void instanceWithoutTheTag_isNotAskedAndSaysSo() {
        volumes.machines.put(
                "i-1", new InstanceDetails(Operator.SILENT, "g", false, Disks.VOLUMES, List.of(ROOT), Set.of()));

        Report report = run(new Empty());

        assertThat(looks.batches).isEmpty();
        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("tag it");
    }

    @Test
    void lookThatCannotBeStarted_isNotTakenForEmpty() {
        looks.faults.put("drainguard-g", broken());

        run(new Empty());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    @Test
    void memberOfAWarmPool_isHeldAndReleasedLikeAnyOther() {
        groups.pools.put("g", List.of(new Group.Member("i-7", "Warmed:Pending:Wait")));
        looks.looks.put("i-7", new Empty());

        run(DATA);

        assertThat(groups.calls).contains("hold i-1", "release i-7");
    }

    @Test
    void warmPoolThatCannotBeRead_doesNotStopItsGroup() {
        groups.pools.put("g", List.of());
        groups.faults.put("pool g", broken());

        Report report = run(new Empty());

        assertThat(groups.calls).contains("release i-1");
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("group g")
                .contains("warm pool");
    }

    @Test
    void clockAheadOfAws_doesNotShortenAHold() {
        Instant aws = ManualTime.START.minus(Duration.ofHours(47));
        groups.awsTime = aws;
        groups.since.put("i-1", aws.minus(Duration.ofHours(2)));

        run(DATA);

        assertThat(groups.calls).noneMatch(call -> call.startsWith("give up"));
    }

    @Test
    void groupsThatCannotBeRead_doNotStopTheHeartbeatsOfKnownNodes() {
        Sweep sweep = sweep(PROTECTING);
        sweep.run(until(DATA));
        long before = groups.count("hold i-1");
        groups.faults.put("tagged", broken());
        time.pause(HOUR.dividedBy(2));

        assertThatThrownBy(() -> sweep.run(until(DATA))).isInstanceOf(Fault.class);

        assertThat(groups.count("hold i-1")).isGreaterThan(before);
    }

    @Test
    void groupsThatCannotBeRead_doNotLetAShortPeriodLapseBeforeTheNextSweep() {
        groups.with("g", true, Duration.ofSeconds(30), waiting("i-1"));
        Sweep sweep = sweep(PROTECTING);
        sweep.run(until(DATA));
        groups.faults.put("tagged", broken());
        Instant next = time.instant().plusSeconds(60);

        assertThatThrownBy(() -> sweep.run(until(DATA))).isInstanceOf(Fault.class);

        assertThat(groups.holds.get("i-1").getLast()).isAfter(next.minusSeconds(30));
    }

    @Test
    void emptyAnswerWhoseTurnComesLate_isNotBelieved() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-2", new Empty());
        groups.slow = Duration.ofSeconds(40);

        run(new Empty());

        assertThat(groups.calls.stream().filter(call -> call.startsWith("release")))
                .hasSize(1);
    }

    @Test
    void eventOfANewWait_isNotTakenForOneThatWasLookedAt() {
        Sweep sweep = sweep(PROTECTING);
        sweep.run(until(DATA));
        time.pause(Duration.ofSeconds(30));

        sweep.run(new TerminationNotice(new NodeId("g", "i-1"), "hook", time.instant(), "tok"), until(DATA));

        assertThat(looks.batches).hasSize(2);
    }

    @Test
    void eventThatWasOvertakenByALook_makesNoCall() {
        Sweep sweep = sweep(PROTECTING);
        sweep.run(until(DATA));
        time.pause(Duration.ofSeconds(30));
        int calls = groups.calls.size();

        sweep.run(
                new TerminationNotice(new NodeId("g", "i-1"), "hook", ManualTime.START.minusSeconds(5), "tok"),
                until(DATA));

        assertThat(groups.calls).hasSize(calls);
    }

    @Test
    void releasedNode_isNotHeldOn() {
        groups.with("g", true, Duration.ofSeconds(30), waiting("i-1"));

        run(new Empty());

        assertThat(groups.calls.subList(groups.calls.indexOf("release i-1"), groups.calls.size()))
                .containsExactly("release i-1");
    }

    @Test
    void reclaimedNode_isProtectedWithoutALook() {
        sweep(PROTECTING).reclaim().protect("i-1", "Spot", time.instant());

        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(journal.lines).singleElement().asString().contains("g/i-1").contains("Spot");
    }

    @Test
    void reclaimedNodeWhoseCallsFail_isTriedAgainWhileThereIsTime() {
        volumes.faults.put("protect i-1", broken());
        time.at(Duration.ofSeconds(10), volumes.faults::clear);

        sweep(PROTECTING).reclaim().protect("i-1", "Spot", time.instant().plusSeconds(100));

        assertThat(journal.reclaimed).containsExactly(new VolumeOutcome.Protected());
    }

    @Test
    void reclaimedNodeWhoseCallsNeverWork_isAFailureInTheEnd() {
        volumes.faults.put("read", broken());
        Reclaim reclaim = sweep(PROTECTING).reclaim();

        assertThatThrownBy(() -> reclaim.protect("i-1", "Spot", time.instant().plusSeconds(30)))
                .isInstanceOf(Fault.class);
        assertThat(time.passed()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
    }

    @Test
    void nodeThatIsReclaimedWhileItsRootVolumeIsReplaced_doesNotLoseWhatItQueuesOnTheNewOne() {
        groups.states.put("i-1", "ReplacingRootVolume:Proceed");
        time.at(Duration.ofSeconds(60), () -> {
            volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), NEW_ROOT));
            groups.states.put("i-1", "InService");
        });

        reclaim("i-1", Duration.ofSeconds(295));

        assertThat(volumes.calls).containsExactly("protect i-1", "protect i-1");
        assertThat(volumes.machines.get("i-1").unprotected()).isEmpty();
        assertThat(journal.reclaimed).hasSize(2).containsOnly(new VolumeOutcome.Protected());
        assertThat(time.passed()).isLessThan(Duration.ofSeconds(70));
    }

    @Test
    void rootVolumeThatIsReplacedBetweenTwoCalls_isProtectedAllTheSame() {
        groups.states.put("i-1", "InService");
        volumes.later.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), NEW_ROOT));

        reclaim("i-1", Duration.ofSeconds(295));

        assertThat(volumes.calls).containsExactly("protect i-1", "protect i-1");
        assertThat(time.passed()).isZero();
    }

    @Test
    void reclaimedNodeWhoseRootVolumeIsNotReplacedInTime_isLeftAfterTwoMinutes() {
        groups.states.put("i-1", "ReplacingRootVolume:Wait");

        reclaim("i-1", Duration.ofSeconds(295));

        assertThat(time.passed()).isBetween(Duration.ofSeconds(110), Duration.ofSeconds(125));
    }

    @Test
    void reclaimedNodeThatHasEnded_isNotStayedWith() {
        groups.states.put("i-1", "ReplacingRootVolume:Wait");
        time.at(Duration.ofSeconds(30), () -> volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"))));

        reclaim("i-1", Duration.ofSeconds(295));

        assertThat(time.passed()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(34));
    }

    @Test
    void reclaimedNodeWhoseStateCannotBeRead_isProtectedAndStayedWith() {
        groups.faults.put("state i-1", broken());
        time.at(Duration.ofSeconds(30), () -> {
            volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), NEW_ROOT));
            groups.faults.clear();
        });

        reclaim("i-1", Duration.ofSeconds(295));

        assertThat(volumes.machines.get("i-1").unprotected()).isEmpty();
    }

    @Test
    void nodesThatAreHeld_areHeldOnWhileAReclaimedOneIsStayedWith() {
        groups.with("g", true, Duration.ofSeconds(60), waiting("i-2"));
        groups.states.put("i-1", "ReplacingRootVolume:Proceed");
        looks.looks.put("i-2", DATA);
        Sweep sweep = sweep(PROTECTING);
        sweep.run(time.instant().plusSeconds(60));

        sweep.reclaim().protect("i-1", "Spot", time.instant().plusSeconds(295));

        assertThat(groups.longestGap("i-2")).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void memberOfAPoolThatCannotBeReadAnyMore_isHeldOn() {
        groups.pools.put("g", List.of(new Group.Member("i-7", "Warmed:Pending:Wait")));
        groups.with("g", true, Duration.ofMinutes(1), waiting("i-1"));
        looks.looks.put("i-7", DATA);
        Sweep sweep = sweep(PROTECTING);
        sweep.run(until(DATA));
        groups.faults.put("pool g", broken());
        Instant before = time.instant();

        sweep.run(until(DATA));

        assertThat(groups.holds.get("i-7").getLast()).isAfter(before);
    }

    @Test
    void holdThatTheOperatorSaidWhileTheNodeWasLookedAt_keepsTheEmptyNode() {
        volumes.later.put("i-1", machine(Operator.HOLD, Set.of("vol-1"), KEPT_BY_US));

        run(new Empty());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(volumes.calls).isEmpty();
        Settled settled = journal.settled.getLast();
        assertThat(settled.volumes()).isEqualTo(new VolumeOutcome.KeptForOperator());
        assertThat(settled.outcome())
                .isEqualTo(new HeldInstead(Obstacle.OPERATOR_HOLDS, new ActionOutcome.HeartbeatNotDue()));
    }

    @Test
    void protectionThatCameWhileTheNodeWasLookedAt_isSetBackBeforeItsRelease() {
        volumes.later.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US));

        run(new Empty());

        assertThat(volumes.calls).containsExactly("unprotect i-1");
    }

    @Test
    void reclaimedNodeThatCannotBeReadASecondTime_isNotAskedForWithoutAPause() {
        groups.states.put("i-1", "InService");
        volumes.onRead = () -> {
            if (volumes.reads == 1) {
                volumes.faults.put("read", broken());
            }
            assertThat(volumes.tries).isLessThan(100);
        };
        Reclaim reclaim = sweep(PROTECTING).reclaim();

        assertThatThrownBy(() -> reclaim.protect("i-1", "Spot", time.instant().plusSeconds(100)))
                .isInstanceOf(Fault.class);
    }

    @Test
    void reclaimedForeignInstance_isPassedOverInSilence() {
        volumes.machines.put(
                "i-1", new InstanceDetails(Operator.SILENT, "g", false, Disks.VOLUMES, List.of(ROOT), Set.of()));
        volumes.machines.put(
                "i-2", new InstanceDetails(Operator.SILENT, null, true, Disks.VOLUMES, List.of(ROOT), Set.of()));
        Reclaim reclaim = sweep(PROTECTING).reclaim();

        reclaim.protect("i-1", "Spot", time.instant());
        reclaim.protect("i-2", "Spot", time.instant());

        assertThat(volumes.calls).isEmpty();
        assertThat(journal.lines).isEmpty();
    }

    private void reclaim(String instance, Duration left) {
        sweep(PROTECTING).reclaim().protect(instance, "Spot", time.instant().plus(left));
    }

    private Report run(Look look) {
        return sweep(PROTECTING).run(until(look));
    }

    private Instant until(Look look) {
        if (groups.groups.isEmpty()) {
            groups.with("g", true, HOUR, waiting("i-1"));
        }
        looks.looks.put("i-1", look);
        return time.instant().plus(Duration.ofMinutes(5));
    }

    private Sweep sweep(Settings settings) {
        return new Sweep(groups, looks, volumes, journal, time, settings);
    }

    private static Group.Member waiting(String instance) {
        return new Group.Member(instance, "Terminating:Wait");
    }

    private static InstanceDetails machine(Operator operator, Set<String> changed, Attached... attached) {
        return new InstanceDetails(operator, "g", true, Disks.VOLUMES, List.of(attached), changed);
    }

    private static Fault broken() {
        return new Fault(Fault.Kind.BROKEN, "broken", new IllegalStateException());
    }
}
