package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Ec2State;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Report;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A group may list a node as waiting long after its instance has ended: nothing is left to hold, and nobody but the
/// guard can let it go.
class EndedInstancesTest {
    private final Account account = new Account();
    private final TestGuard guard = new TestGuard(account);

    // --- D4, K5: an instance that has ended is held for two days ---

    @Test
    void d4_instanceThatEndedInService_isReleasedByTheFirstSweepThatListsIt() {
        Instance node = account.workers(1).getFirst();
        account.world.mishaps().failHost(node.id());
        account.world.advance(Duration.ofMinutes(2));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(node.ec2()).isEqualTo(Ec2State.TERMINATED);

        guard.sweep();

        assertReleasedAsEnded(node);
        assertThat(account.world.calls().count("SendCommand")).isZero();
    }

    @Test
    void d4_instanceThatEndsWhileItWaits_isReleasedWithinTwoSweepsAndItsVolumesAreNamed() {
        Instance node = waiting();
        guard.look();
        guard.restOfTheMinute();
        account.world.mishaps().failHost(node.id());

        sweeps(2);

        assertReleasedAsEnded(node);
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.KEPT);
        assertThat(guard.lines)
                .anyMatch(line -> line.contains("\"volumesCode\":\"outlived\"")
                        && node.volumes().stream().allMatch(volume -> line.contains(volume.id())));
    }

    @Test
    void d4_instanceThatEndedWithItsVolumes_isAFailureThatNamesIt() {
        Instance node = account.workers(1).getFirst();
        account.world.mishaps().failHost(node.id());
        account.world.advance(Duration.ofMinutes(2));

        Report report = guard.sweep();

        assertThat(report.failures()).singleElement().asString().contains(node.id(), "no volume");
    }

    @Test
    void d4_instanceThatEc2HasForgotten_isReleasedWithinFiveSweepsAndNotByTheFirst() {
        Instance node = account.workers(1).getFirst();
        account.world.mishaps().failHost(node.id());
        account.world.advance(Duration.ofMinutes(2));
        account.world.mishaps().forget(node.id());

        sweeps(2);
        assertThat(guard.decided(Decision.Release.class)).isEmpty();
        sweeps(3);

        assertReleasedAsEnded(node);
    }

    /// AWS may drop such a node by itself; neither was recorded.
    @Test
    void d4_retainedInstanceThatHasEndedAndStaysListed_isTerminatedThroughItsGroup() {
        account.world.groupSettings().keepsEndedRetained(true);
        Instance node = waiting();
        account.giveUp(node);
        guard.look();
        account.world.mishaps().failHost(node.id());
        account.world.advance(Duration.ofMinutes(2));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);

        sweeps(5);

        assertThat(account.world.calls().countOk("TerminateInstanceInAutoScalingGroup"))
                .isEqualTo(2);
        assertThat(account.world.members(Account.GROUP)).doesNotContain(node);
    }

    @Test
    void d4_retainedInstanceThatEc2HasForgotten_isTerminatedThroughItsGroup() {
        account.world.groupSettings().keepsEndedRetained(true);
        Instance node = waiting();
        account.giveUp(node);
        account.world.mishaps().failHost(node.id());
        account.world.advance(Duration.ofMinutes(2));
        account.world.mishaps().forget(node.id());

        sweeps(12);

        assertThat(account.world.members(Account.GROUP)).doesNotContain(node);
    }

    @Test
    void d4_instanceThatIsShuttingDown_hasNotEnded() {
        Instance node = waiting();
        guard.look();
        guard.restOfTheMinute();
        account.world.mishaps().failHost(node.id());
        assertThat(node.ec2()).isEqualTo(Ec2State.SHUTTING_DOWN);

        guard.sweep();

        assertThat(guard.decided(Decision.Release.class)).isEmpty();
    }

    @Test
    void k5_normalLossesOfASpotGroup_leaveNoPhantomBehind() {
        List<Instance> nodes =
                account.world.createGroup(Account.group(6, Duration.ofHours(1)).onSpot());
        for (Instance node : nodes) {
            account.shell.disk(node.id(), Disk.holding(5, 5_000, Account.START));
            account.world.mishaps().interruptSpot(node.id());
            guard.reclaim(node.id());
            guard.guardFor(Duration.ofMinutes(7));
        }

        Report report = guard.sweep();

        assertThat(account.world.members(Account.GROUP)).doesNotContainAnyElementsOf(nodes);
        assertThat(report.of(Measure.NODES_WAITING)).isZero();
        assertThat(report.failures()).isEmpty();
        assertThat(nodes)
                .allSatisfy(node ->
                        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.KEPT));
    }

    private Instance waiting() {
        Instance node = account.workers(1).getFirst();
        account.shell.disk(node.id(), Disk.holding(5, 5_000_000, Account.START));
        account.scaleIn(List.of(node));
        return node;
    }

    private void sweeps(int number) {
        for (int sweep = 0; sweep < number; sweep++) {
            guard.sweep();
            guard.restOfTheMinute();
        }
    }

    private void assertReleasedAsEnded(Instance node) {
        assertThat(guard.decided(Decision.Release.class))
                .singleElement()
                .satisfies(one -> assertThat(one.decision().reason()).isEqualTo("the instance has ended"));
        account.world.advance(Duration.ofMinutes(1));
        assertThat(account.world.members(Account.GROUP)).doesNotContain(node);
    }
}
