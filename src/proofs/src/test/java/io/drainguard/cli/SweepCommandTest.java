package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `drainguard sweep` over the wire.
class SweepCommandTest {
    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    @Test
    void dryRun_doesNotStayUpForAShortPeriod() {
        List<Instance> nodes = prompt.world.createGroup(Account.named(Prompt.GROUP, 1, Duration.ofSeconds(60)));
        prompt.account.shell.disk(nodes.getFirst().id(), Disk.holding(211, 3_712_000, prompt.world.instant()));
        prompt.account.scaleIn(nodes);
        Instant start = prompt.world.instant();

        assertThat(prompt.run("sweep", "--dry-run")).as(prompt.err()).isZero();

        assertThat(prompt.out()).contains("1 held");
        assertThat(Duration.between(start, prompt.world.instant())).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void drainedNode_isReleasedInTheSameRunAndCountedOnce() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.scaleIn(List.of(node));

        assertThat(prompt.run("sweep")).as(prompt.err()).isZero();

        assertThat(prompt.out())
                .contains("swept 1 group: 0 held, 1 released, 0 retained, 0 terminated\n")
                .containsOnlyOnce("swept");
        assertThat(node.state()).isNotEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    /// The second run decides on the first one's look, and then on its own.
    @Test
    void secondRun_countsANodeByItsLastDecision() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.shell.disk(node.id(), Disk.holding(211, 3_712_000, prompt.world.instant()));
        prompt.account.scaleIn(List.of(node));
        prompt.run("sweep");
        prompt.world.advance(Duration.ofMinutes(1));
        prompt.account.shell.disk(node.id(), Disk.holding(5, 4_000, prompt.world.instant()));

        assertThat(prompt.run("sweep", "--json")).as(prompt.err()).isZero();

        assertThat(prompt.out().lines().filter(line -> line.contains("\"event\":\"sweep\"")))
                .hasSize(1)
                .allMatch(line -> line.contains("\"NodesWaiting\":1") && line.contains("\"PendingFiles\":5"));
    }

    @Test
    void nodeThatNeverAnswers_keepsTheRunForAMinuteAtMost() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.shell.manner(node.id(), MemoryShell.Manner.HANG);
        prompt.account.scaleIn(List.of(node));
        Instant start = prompt.world.instant();

        assertThat(prompt.run("sweep")).as(prompt.err()).isZero();

        assertThat(prompt.out()).contains("1 held, 0 released");
        assertThat(Duration.between(start, prompt.world.instant()))
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(65));
    }

    @Test
    void shortPeriod_isRenewedUntilTheNextRun() {
        List<Instance> nodes = prompt.world.createGroup(Account.named(Prompt.GROUP, 1, Duration.ofSeconds(30)));
        Instance node = nodes.getFirst();
        prompt.account.shell.disk(node.id(), Disk.holding(211, 3_712_000, prompt.world.instant()));
        prompt.account.scaleIn(nodes);
        Instant start = prompt.world.instant();

        assertThat(prompt.run("sweep")).as(prompt.err()).isZero();

        assertThat(Duration.between(start, prompt.world.instant())).isGreaterThan(Duration.ofSeconds(60));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    @Test
    void groupsThatCannotBeReadAnyMore_leaveTheAnswersToTheNextRun() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.scaleIn(List.of(node));
        prompt.account.trouble.before(
                "SendCommand",
                () -> prompt.account.trouble.refuse(
                        "DescribeAutoScalingGroups", 99, new AwsError("AccessDenied", 403, "not authorized")));

        assertThat(prompt.run("sweep")).isEqualTo(1);

        assertThat(prompt.out()).contains("1 held, 0 released", "1 failure");
        assertThat(prompt.err().lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("left to the next one", "not authorized");
    }
}
