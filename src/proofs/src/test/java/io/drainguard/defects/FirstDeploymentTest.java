package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Cause;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.FirstBoots.Plan;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A first deployment whose worker has no network: CloudFormation rolls back and deletes the group, and nobody can
/// look into the node. It never held a byte.
class FirstDeploymentTest {
    private static final Plan NO_NETWORK =
            new Plan(Tags.UNSTARTED, null, Duration.ofSeconds(30), Duration.ZERO, Duration.ZERO);

    private final Account account = new Account();
    private final TestGuard guard = new TestGuard(account);

    private Instance rolledBack() {
        Instance node = account.workers(1).getFirst();
        account.world.firstBoots().begin(node.id(), NO_NETWORK, () -> {});
        account.world.autoScaling().setDesiredCapacity(Account.GROUP, 0);
        account.world.advanceUntil(() -> node.waitBegan() != null, Duration.ofMinutes(1));
        return node;
    }

    private Report sweeps(int times) {
        Report last = guard.sweep();
        for (int i = 1; i < times; i++) {
            guard.restOfTheMinute();
            last = guard.sweep();
        }
        return last;
    }

    @Test
    void nodeWithoutNetwork_isReleasedWithinFourMinutesOfItsWait() {
        Instance node = rolledBack();
        Instant began = account.world.instant();

        Report last = sweeps(3);

        assertThat(last.of(Measure.RELEASED_UNSTARTED)).isOne();
        assertThat(Duration.between(began, account.world.instant())).isLessThan(Duration.ofMinutes(4));
        assertThat(guard.decided(Decision.Release.class))
                .singleElement()
                .extracting(one -> ((Decision.Release) one.decision()).cause())
                .isEqualTo(Cause.UNSTARTED);
        account.world.advance(Duration.ofMinutes(2));
        assertThat(account.world.members(Account.GROUP)).isEmpty();
        assertThat(node.volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.DELETED);
        assertThat(guard.lines).anyMatch(line -> line.contains("\"row\":\"waiting-unstarted\""));
    }

    @Test
    void sameNodeWithItsTagTakenOff_isHeld() {
        Instance node = rolledBack();
        account.world.ec2().deleteTags(List.of(node.id()), List.of(Tags.UNSTARTED));

        sweeps(30);

        assertThat(guard.decided(Decision.Release.class)).isEmpty();
        assertThat(node.waitBegan()).isNotNull();
    }

    /// The tag goes while the guard watches the node.
    @Test
    void nodeThatTakesItsTagOffInItsWait_isHeld() {
        Instance node = rolledBack();
        sweeps(2);
        account.world.ec2().deleteTags(List.of(node.id()), List.of(Tags.UNSTARTED));

        sweeps(10);

        assertThat(guard.decided(Decision.Release.class)).isEmpty();
        assertThat(node.waitBegan()).isNotNull();
    }

    /// Somebody started the product by hand, and left the tag on.
    @Test
    void nodeWithTheTagAndData_isHeldAsLongAsALookSeesTheData() {
        Instance node = rolledBack();
        account.world.mishaps().startAgent(node.id());
        account.shell.disk(node.id(), Disk.holding(3, 4_096, Account.START));
        sweeps(3);
        account.world.mishaps().stopAgent(node.id());

        sweeps(30);

        assertThat(guard.decided(Decision.Release.class)).isEmpty();
        assertThat(node.waitBegan()).isNotNull();
    }
}
