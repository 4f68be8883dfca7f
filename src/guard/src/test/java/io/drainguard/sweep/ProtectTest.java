package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.ActionOutcome.HeldInstead;
import io.drainguard.sweep.ActionOutcome.Obstacle;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Flags and tags: what is read from EC2, and what is done with it.
class ProtectTest extends GuardScene {
    static final Attached ROOT = new Attached("/dev/xvda", "vol-1", true);
    static final Attached NEW_ROOT = new Attached("/dev/xvda", "vol-9", true);
    static final Attached KEPT_BY_US = new Attached("/dev/xvda", "vol-1", false);
    static final Attached KEPT_BY_USER = new Attached("/dev/sdf", "vol-2", false);
    static final Settings NOT_PROTECTING = new Settings("hook", TWO_DAYS, false);

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
        volumes.faults.put("protect i-1", broken("broken"));
        volumes.meanwhile = () -> volumes.machines.put("i-1", machine(Operator.SILENT, Set.of()));

        Report report = run(new Unknown("the look ended as DeliveryTimedOut"));

        assertThat(report.failures()).isEmpty();
    }

    @Test
    void nodeWhoseVolumesHaveGone_isNotCalledProtectedAndAlarms() {
        volumes.later.put("i-1", machine(Operator.SILENT, Set.of()));

        Report report = run(new Unknown("the look ended as DeliveryTimedOut"));

        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("nothing is protected");
    }

    @Test
    void volumesThatCannotBeProtectedOnANodeThatIsThere_areAFailure() {
        volumes.faults.put("protect i-1", broken("broken"));

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
        assertThat(journal.settled).extracting(Settled::volumes).containsExactly(new VolumeOutcome.NoVolumes());
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
        volumes.faults.put("unprotect i-1", broken("broken"));

        Report report = run(new Empty());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
    }

    @Test
    void volumesThatCannotBeProtected_doNotStopTheHeartbeat() {
        volumes.faults.put("protect i-1", broken("broken"));

        Report report = run(DATA);

        assertThat(groups.calls).contains("hold i-1");
        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
    }

    @Test
    void protectionSwitchedOff_changesNoFlag() {
        run(new Guard(ports, NOT_PROTECTING), DATA);

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

        assertThat(machine.changedWith(machine.unprotected())).isEqualTo("vol-1,vol-3");
    }

    @Test
    void volumeThatTookThePlaceOfOneWeChanged_isNotOurs() {
        InstanceDetails machine = machine(Operator.SILENT, Set.of("vol-0"), KEPT_BY_US);

        assertThat(machine.ours()).isEmpty();
        assertThat(machine.changedWith(machine.unprotected())).isEmpty();
    }

    @Test
    void moreVolumesThanATagCanName_areProtectedAllTheSameAndNoneIsSetBack() {
        Attached[] many = new Attached[28];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Attached("/dev/sd" + i, "vol-0123456789abcde" + (10 + i), true);
        }
        String mark = machine(Operator.SILENT, Set.of(), many).changedWith(List.of(many));

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
        volumes.faults.put("clear override i-1", broken("broken"));

        Report report = sweep();

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
        assertThat(journal.settled.getLast().outcome())
                .isInstanceOfSatisfying(
                        HeldInstead.class, held -> assertThat(held.obstacle()).isEqualTo(Obstacle.TAG_NOT_REMOVED));

        volumes.faults.clear();
        seconds(60);
        sweep();

        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void releaseThatFailsOnceTheOperatorsTagIsOff_leavesTheNodeToTheLooks() {
        released("Warmed:Pending:Wait");
        looks.looks.put("i-1", DATA);
        groups.faults.put("release i-1", broken("broken"));

        Report report = sweep();

        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
        assertThat(journal.settled.getLast().outcome()).isInstanceOf(ActionOutcome.FailedWithoutTag.class);

        groups.faults.clear();
        groups.calls.clear();
        seconds(60);
        sweep();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(journal.lines.getLast()).contains(" -> hold, 2 files");
    }

    private void released(String state) {
        groups.with("g", true, HOUR, new Group.Member("i-1", state));
        volumes.machines.put("i-1", machine(Operator.RELEASE, Set.of("vol-1"), KEPT_BY_US));
    }

    @Test
    void tagsThatCannotBeRead_releaseNobody() {
        volumes.faults.put("read", broken("broken"));

        Report report = run(new Empty());

        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("i-1")
                .contains("tags and volumes could not be read");
        assertThat(journal.settled).extracting(Settled::volumes).containsExactly(new VolumeOutcome.Unread());
    }

    @Test
    void instanceWithoutTheTag_isNotAskedAndSaysSo() {
        volumes.machines.put("i-1", FakeVolumes.tagged(null, Operator.SILENT, Set.of(), ROOT));

        oneNode(HOUR);

        Report report = sweep();

        assertThat(looks.started).isEmpty();
        assertThat(groups.calls).contains("hold i-1").noneMatch(call -> call.startsWith("release"));
        assertThat(report.failures())
                .singleElement()
                .asString()
                .contains("g/i-1")
                .contains("tag it");
    }

    @Test
    void releasedNode_isNotHeldOn() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));

        run(new Empty());

        assertThat(groups.calls.subList(groups.calls.indexOf("release i-1"), groups.calls.size()))
                .containsExactly("release i-1");
    }

    @Test
    void holdThatTheOperatorSaidWhileTheNodeWasLookedAt_keepsTheEmptyNode() {
        volumes.later.put("i-1", machine(Operator.HOLD, Set.of("vol-1"), KEPT_BY_US));

        run(new Empty());

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(volumes.calls).isEmpty();
        assertThat(journal.lines.getLast()).startsWith("i-1: empty -> hold, operator");
    }

    @Test
    void holdThatTheOperatorSaidWhileTheSweepWaitedForAFreshLook_keepsTheEmptyNode() {
        oneNode(HOUR);
        looks.looks.put("i-1", new Empty());
        sweep();
        seconds(60);
        time.at(
                time.passed().plusSeconds(10),
                () -> volumes.machines.put("i-1", machine(Operator.HOLD, Set.of(), ROOT)));

        sweep();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(journal.lines.getLast()).startsWith("i-1: empty -> hold, operator");
    }

    @Test
    void protectionThatCameWhileTheNodeWasLookedAt_isSetBackBeforeItsRelease() {
        volumes.later.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), KEPT_BY_US));

        run(new Empty());

        assertThat(volumes.calls).containsExactly("unprotect i-1");
    }

    /// A sweep that starts the look, and the event of its end.
    private Report run(Look look) {
        return run(guard, look);
    }

    private Report run(Guard one, Look look) {
        if (groups.groups.isEmpty()) {
            oneNode(HOUR);
        }
        looks.looks.put("i-1", look);
        one.sweep(until());
        seconds(21);
        return one.collect(looks.news(), until());
    }

    static InstanceDetails machine(Operator operator, Set<String> changed, Attached... attached) {
        return FakeVolumes.details(operator, changed, attached);
    }
}
