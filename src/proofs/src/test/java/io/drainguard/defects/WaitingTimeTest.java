package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSettings.LoadBalancer;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The hold is as long as its operator allows: a load balancer's time is none of it, and no copy of the guard begins to
/// count anew.
class WaitingTimeTest {
    private static final Duration DRAINING = Duration.ofMinutes(10);

    private final Account account = new Account();

    // --- D11: MaxHold runs while connections are drained ---

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void d11_connectionsThatDrainAsLongAsMaxHold_leaveTheQueueItsTime(boolean suffixStays) {
        Instance node = behindABalancer(suffixStays);
        Instant waits = Account.START.plus(DRAINING);
        account.shell.disk(node.id(), Disk.holding(40, 40_000, waits).drain(waits, Duration.ofMinutes(4)));
        TestGuard guard = new TestGuard(account, DRAINING);

        guard.guardFor(Duration.ofMinutes(20));

        assertThat(guard.decided(Decision.GiveUp.class)).isEmpty();
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void d11_guardThatStartsInTheWait_doesNotCountTheConnectionsTimeEither(boolean suffixStays) {
        Instance node = behindABalancer(suffixStays);
        account.shell.disk(node.id(), Disk.holding(40, 40_000, Account.START));
        account.world.advance(DRAINING.plusSeconds(10));
        TestGuard guard = new TestGuard(account, DRAINING);

        guard.guardFor(Duration.ofMinutes(8));

        assertThat(guard.decided(Decision.GiveUp.class)).isEmpty();
    }

    /// Fresh copies each hour: MaxHold of two hours ends after two hours of waiting (S1 of the review).
    @ParameterizedTest
    @CsvSource({"true, 60", "false, 60", "true, 5", "false, 5"})
    void d11_copiesThatChange_giveUpAfterMaxHoldAllTheSame(boolean suffixStays, int minutes) {
        Instance node = behindABalancer(suffixStays);
        account.shell.disk(node.id(), Disk.holding(40, 40_000, Account.START));
        Instant end = Account.START.plus(Duration.ofHours(4));
        while (account.world.instant().isBefore(end) && node.state() != LifecycleState.TERMINATING_RETAINED) {
            new TestGuard(account, Duration.ofHours(2)).guardFor(Duration.ofMinutes(minutes));
        }

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        assertThat(account.world.calls().of("CompleteLifecycleAction"))
                .singleElement()
                .satisfies(call -> assertThat(Duration.between(Account.START.plus(DRAINING), call.at()))
                        .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(123)));
    }

    private Instance behindABalancer(boolean suffixStays) {
        Instance node = account.workers(1).getFirst();
        account.world.groupSettings().balancer(Account.GROUP, new LoadBalancer(DRAINING, suffixStays));
        account.scaleIn(List.of(node));
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING);
        return node;
    }
}
