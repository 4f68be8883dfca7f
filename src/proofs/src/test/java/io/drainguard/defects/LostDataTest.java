package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.QueuePath;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Report;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Ways in which data was lost though every part did what it was told. Each test is named after its symptom; the
/// numbers are those of the review that found it.
class LostDataTest {
    private final Account account = new Account();
    private boolean seen;

    // --- D1: a volume that is no longer mounted ---

    @ParameterizedTest
    @EnumSource(QueuePath.Trace.class)
    void d1_queueVolumeThatIsNoLongerMounted_isNotEmptyAndNeitherNodeNorVolumeGoes(QueuePath.Trace left) {
        Instance node = waiting();
        TestGuard guard = new TestGuard(account);
        guard.guardFor(Duration.ofMinutes(2));

        account.shell.unmount(node.id(), left);
        guard.guardFor(Duration.ofHours(2));

        assertKept(node);
        assertThat(guard.decisions.getLast().look()).isInstanceOf(Look.Unknown.class);
    }

    @Test
    void d1_queueVolumeThatIsNoLongerMounted_isNotEmptyForCopiesThatNeverSawItsData() {
        Instance node = waiting();
        new TestGuard(account).guardFor(Duration.ofMinutes(2));
        account.shell.unmount(node.id(), QueuePath.Trace.NONE);

        for (int copy = 0; copy < 5; copy++) {
            new TestGuard(account).guardFor(Duration.ofMinutes(3));
        }

        assertKept(node);
    }

    @Test
    void d1_queueVolumeThatIsMountedAgainAndDrains_isReleasedThen() {
        Instance node = waiting();
        TestGuard guard = new TestGuard(account);
        guard.guardFor(Duration.ofMinutes(2));
        String source = account.shell.paths(node.id()).first().source();
        account.shell.unmount(node.id(), QueuePath.Trace.NONE);
        guard.guardFor(Duration.ofMinutes(3));
        account.shell.mount(node.id(), source);
        account.shell.disk(node.id(), Disk.empty());

        guard.guardFor(Duration.ofMinutes(5));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.DELETED);
    }

    // --- D3: an Empty from before another guard's protection ---

    @Test
    void d3_emptyInHandWhileAnotherGuardSeesDataAndProtects_releasesNothingAndDeletesNothing() {
        Instance node = account.workers(1).getFirst();
        account.scaleIn(List.of(node));
        TestGuard first = new TestGuard(account);
        first.sweep();
        account.world.advance(Duration.ofSeconds(19));
        account.trouble.before("DescribeInstances", () -> seesData(new TestGuard(account), node));

        first.collect();
        assertThat(seen).isTrue();

        assertKept(node);
        first.restOfTheMinute();
        first.guardFor(Duration.ofMinutes(10));
        assertKept(node);
        assertThat(first.decisions.getLast().look()).isInstanceOf(Look.Pending.class);
    }

    /// Too late for the first guard to hear of it: its release ends the wait, and the flags keep the data.
    @Test
    void d3_protectionInTheLastMoment_keepsTheVolumes() {
        Instance node = account.workers(1).getFirst();
        account.scaleIn(List.of(node));
        TestGuard first = new TestGuard(account);
        first.sweep();
        account.world.advance(Duration.ofSeconds(19));
        account.trouble.before("CompleteLifecycleAction", () -> seesData(new TestGuard(account), node));

        first.collect();
        assertThat(seen).isTrue();
        account.world.advance(Duration.ofMinutes(2));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.KEPT);
    }

    /// The node was protected before, so the second guard changes no flag and no mark: only its look tells.
    @Test
    void d3_emptyInHandOfANodeThatIsProtectedAlready_undoesNoProtectionOfDataThatAnotherGuardSaw() {
        Instance node = waiting();
        TestGuard first = new TestGuard(account);
        first.look();
        first.restOfTheMinute();
        account.shell.disk(node.id(), Disk.empty());
        first.sweep();
        account.world.advance(Duration.ofSeconds(19));
        account.trouble.before("DescribeInstances", () -> {
            account.shell.disk(node.id(), Disk.holding(3, 3_000, account.world.instant()));
            account.looks().start(Account.DOCUMENT, List.of(node.id()), Duration.ZERO);
            account.world.advance(Duration.ofSeconds(2));
        });

        first.collect();
        account.world.advance(Duration.ofMinutes(2));

        assertKept(node);
    }

    /// Data comes in, and this copy of the guard sees it. It does not learn of the others' looks, so it takes its own.
    private void seesData(TestGuard guard, Instance node) {
        account.shell.disk(node.id(), Disk.holding(3, 3_000, account.world.instant()));
        account.trouble.refuse("ListCommands", 1, new AwsError("ThrottlingException", 400, "Rate exceeded"));
        guard.sweep();
        account.world.advance(Duration.ofSeconds(2));
        guard.collect();
        assertThat(guard.decided(Decision.Hold.class)).hasSize(1);
        seen = true;
    }

    // --- D8: the hook gets another name while nodes wait ---

    @Test
    void d8_hookThatIsRenamedWhileANodeWaits_losesTheNodeAndNotItsVolumes_andSaysWhoWent() {
        Instance node = waiting();
        TestGuard guard = new TestGuard(account);
        guard.guardFor(Duration.ofMinutes(2));
        account.world.autoScaling().putLifecycleHook(Account.GROUP, Hook.terminating("renamed", Duration.ofHours(1)));
        account.world.autoScaling().deleteLifecycleHook(Account.GROUP, Account.HOOK);
        account.world.advance(Duration.ofMinutes(1));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);

        Report report = guard.sweep();

        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.KEPT);
        assertThat(report.failures()).singleElement().asString().contains(node.id(), Account.HOOK, "renamed");
        assertThat(guard.lines).anyMatch(line -> line.contains("\"Failures\":1"));
    }

    private Instance waiting() {
        Instance node = account.workers(1).getFirst();
        account.shell.disk(node.id(), Disk.holding(5, 5_000_000, Account.START));
        account.scaleIn(List.of(node));
        return node;
    }

    private void assertKept(Instance node) {
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(account.world.calls().count("CompleteLifecycleAction")).isZero();
        assertThat(node.volumes()).noneMatch(Volume::deleteOnTermination);
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.ATTACHED);
    }
}
