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
        guard.sweep();

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
        guard.sweep();

        assertThat(guard.decisions.getLast().decision()).isInstanceOf(Decision.Hold.class);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    /// The sweep reads the node while the group still shows the wait that has just been ended. The answer to its look
    /// comes most of a minute later; until then the node got a new root volume and went into a wait of its own.
    @Test
    void nodeThatCameBackWithANewRootVolumeDuringTheLook_isNotCalledProtectedFromTheEarlierReading() {
        Instance node = account.workers(1).getFirst();
        holdsData(node);
        account.world.autoScaling().startInstanceRefresh(Account.GROUP);
        account.world.advance(Duration.ofSeconds(10));
        guard.sweep();
        assertThat(goesWithNode(node)).isEmpty();
        account.shell.manner(node.id(), MemoryShell.Manner.HANG);
        say(node, "release");
        guard.restOfTheMinute();
        guard.sweep();

        account.world.after(
                Duration.ofSeconds(40),
                () -> account.world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false));
        guard.sweep();

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(lastDecision()).contains("\"decision\":\"hold\"").contains("\"volumesCode\":\"protected\"");
        assertThat(goesWithNode(node)).isEmpty();
    }

    private String lastDecision() {
        return guard.lines.stream()
                .filter(line -> line.contains("\"event\":\"decision\""))
                .toList()
                .getLast();
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
