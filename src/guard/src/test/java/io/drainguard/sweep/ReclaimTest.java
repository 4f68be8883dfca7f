package io.drainguard.sweep;

import static io.drainguard.sweep.ProtectTest.NEW_ROOT;
import static io.drainguard.sweep.ProtectTest.ROOT;
import static io.drainguard.sweep.ProtectTest.machine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.InstanceDetails.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a guard does for an instance that EC2 takes back.
class ReclaimTest extends GuardScene {
    @Test
    void reclaimedNode_isProtectedWithoutALook() {
        guard.reclaim().protect("i-1", "Spot", time.instant());

        assertThat(volumes.calls).containsExactly("protect i-1");
        assertThat(journal.lines).singleElement().asString().contains("g/i-1").contains("Spot");
    }

    @Test
    void reclaimedNodeWhoseCallsFail_isTriedAgainWhileThereIsTime() {
        volumes.faults.put("protect i-1", broken("broken"));
        time.at(Duration.ofSeconds(10), volumes.faults::clear);

        guard.reclaim().protect("i-1", "Spot", time.instant().plusSeconds(100));

        assertThat(journal.reclaimed).containsExactly(new VolumeOutcome.FlagsSet());
    }

    @Test
    void reclaimedNodeWhoseCallsNeverWork_isAFailureInTheEnd() {
        volumes.faults.put("read", broken("broken"));
        Reclaim reclaim = guard.reclaim();

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
        assertThat(journal.reclaimed).hasSize(2).containsOnly(new VolumeOutcome.FlagsSet());
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
        groups.faults.put("state i-1", broken("broken"));
        time.at(Duration.ofSeconds(30), () -> {
            volumes.machines.put("i-1", machine(Operator.SILENT, Set.of("vol-1"), NEW_ROOT));
            groups.faults.clear();
        });

        reclaim("i-1", Duration.ofSeconds(295));

        assertThat(volumes.machines.get("i-1").unprotected()).isEmpty();
    }

    @Test
    void reclaimedNodeThatCannotBeReadASecondTime_isNotAskedForWithoutAPause() {
        groups.states.put("i-1", "InService");
        volumes.onRead = () -> {
            if (volumes.reads == 1) {
                volumes.faults.put("read", broken("broken"));
            }
            assertThat(volumes.tries).isLessThan(100);
        };
        Reclaim reclaim = guard.reclaim();

        assertThatThrownBy(() -> reclaim.protect("i-1", "Spot", time.instant().plusSeconds(100)))
                .isInstanceOf(Fault.class);
    }

    @Test
    void reclaimedForeignInstance_isPassedOverInSilence() {
        volumes.machines.put("i-1", FakeVolumes.tagged(null, Operator.SILENT, Set.of(), ROOT));
        volumes.machines.put(
                "i-2",
                new InstanceDetails(
                        Operator.SILENT,
                        new Membership(null, "drainguard-g"),
                        false,
                        Disks.VOLUMES,
                        List.of(ROOT),
                        Marks.NONE));
        Reclaim reclaim = guard.reclaim();

        reclaim.protect("i-1", "Spot", time.instant());
        reclaim.protect("i-2", "Spot", time.instant());

        assertThat(volumes.calls).isEmpty();
        assertThat(journal.lines).isEmpty();
    }

    @Test
    void reclaimedNodeWhoseOperatorWantsNoProtection_isLeftAlone() {
        new Guard(ports, new Settings("hook", TWO_DAYS, false)).reclaim().protect("i-1", "Spot", time.instant());

        assertThat(volumes.calls).isEmpty();
        assertThat(journal.lines).isEmpty();
    }

    private void reclaim(String instance, Duration left) {
        guard.reclaim().protect(instance, "Spot", time.instant().plus(left));
    }
}
