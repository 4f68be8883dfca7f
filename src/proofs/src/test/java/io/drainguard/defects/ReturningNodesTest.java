package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Volume;
import io.drainguard.sim.world.WarmPool;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// An operator's word is about one wait: a node that comes back after it is looked at again.
class ReturningNodesTest {
    private static final Duration A_WHILE = Duration.ofMinutes(3);

    private final Account account = new Account();
    private final TestGuard guard = new TestGuard(account);

    @Test
    void nodeReleasedIntoTheWarmPoolByItsOperator_isNotLetGoUnseenWhenItLeavesServiceAgain() {
        Instance node = account.world
                .createGroup(Account.group(1, Duration.ofHours(1)).pool(new WarmPool(true, true)))
                .getFirst();
        holdsData(node);
        desired(0);
        assertThat(node.state()).isEqualTo(LifecycleState.WARMED_PENDING_WAIT);
        say(node, "release");

        guard.sweep();
        account.world.advance(A_WHILE);
        assertThat(node.state()).isEqualTo(LifecycleState.WARMED_STOPPED);
        desired(1);
        assertThat(node.state()).isEqualTo(LifecycleState.IN_SERVICE);
        holdsData(node);
        desired(0);
        guard.look();

        assertThat(guard.decisions.getLast().decision()).isInstanceOf(Decision.Hold.class);
        assertThat(node.state()).isEqualTo(LifecycleState.WARMED_PENDING_WAIT);
    }

    @Test
    void nodeReleasedForANewRootVolumeByItsOperator_isNotLetGoUnseenWhenItLeavesServiceAgain() {
        Instance node = account.workers(1).getFirst();
        holdsData(node);
        account.world.autoScaling().startInstanceRefresh(Account.GROUP);
        account.world.advance(Duration.ofSeconds(10));
        assertThat(node.state()).isEqualTo(LifecycleState.REPLACING_ROOT_VOLUME_WAIT);
        say(node, "release");

        guard.sweep();
        account.world.advance(A_WHILE);
        assertThat(node.state()).isEqualTo(LifecycleState.IN_SERVICE);
        holdsData(node);
        account.scaleIn(List.of(node));
        guard.look();

        assertThat(guard.decisions.getLast().decision()).isInstanceOf(Decision.Hold.class);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    /// The look of the wait that has ended is still under way when the node, with a new root volume, comes into a wait
    /// of its own: neither that look nor what EC2 said of the node then counts.
    @Test
    void nodeThatCameBackWithANewRootVolumeDuringTheLook_isNotCalledProtectedFromTheEarlierReading() {
        Instance node = account.workers(1).getFirst();
        holdsData(node);
        account.world.autoScaling().startInstanceRefresh(Account.GROUP);
        account.world.advance(Duration.ofSeconds(10));
        guard.look();
        assertThat(goesWithNode(node)).isEmpty();
        account.shell.manner(node.id(), MemoryShell.Manner.HANG);
        say(node, "release");
        guard.restOfTheMinute();
        guard.sweep();
        assertThat(account.world.calls().count("SendCommand")).isEqualTo(2);

        account.world.after(
                Duration.ofSeconds(40),
                () -> account.world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false));
        account.world.after(Duration.ofSeconds(41), () -> account.shell.manner(node.id(), MemoryShell.Manner.HONEST));
        guard.hear(Duration.ofSeconds(60));
        assertThat(goesWithNode(node)).isNotEmpty();
        guard.guardFor(Duration.ofMinutes(4));

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(guard.lines)
                .filteredOn(line -> line.contains("\"decision\":\"hold\"") && line.contains("Terminating:Wait"))
                .first()
                .asString()
                .contains("\"volumesCode\":\"flags-set\"");
        assertThat(goesWithNode(node)).isEmpty();
    }

    private static List<String> goesWithNode(Instance node) {
        return node.volumes().stream()
                .filter(volume -> volume.fate() == Volume.Fate.ATTACHED && volume.deleteOnTermination())
                .map(Volume::id)
                .toList();
    }

    private void holdsData(Instance node) {
        account.shell.disk(node.id(), Disk.holding(211, 3_712_000, account.world.instant()));
    }

    private void desired(int size) {
        account.world.autoScaling().setDesiredCapacity(Account.GROUP, size);
        account.world.advance(A_WHILE);
    }

    private void say(Instance node, String word) {
        account.world
                .ec2()
                .createTags(
                        List.of(node.id()),
                        Map.of(
                                Tags.OVERRIDE,
                                word,
                                "drainguard:override-by",
                                "arn:aws:iam::123456789012:user/operator"));
    }
}
