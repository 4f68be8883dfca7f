package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When a heartbeat is due.
class LeaseTest {
    private static final Instant BEGAN = ManualTime.START;

    /// The node that is earliest, and the one that is latest in its period.
    private static final NodeId EARLY = node(0);
    private static final NodeId LATE = node(99);

    private static NodeId node(int spread) {
        for (int number = 0; ; number++) {
            if (Math.floorMod(("i-" + number).hashCode(), 100) == spread) {
                return new NodeId("g", "i-" + number);
            }
        }
    }

    private static Hook hook(long seconds) {
        return new Hook("hook", Duration.ofSeconds(seconds), Duration.ofHours(48));
    }

    /// Between a third and four ninths of the period, so that three heartbeats fit into it; where the schedule is all
    /// there is, so early that the period outlasts two more sweeps of which one does not come: 150 s.
    @ParameterizedTest
    @CsvSource({
        "30, 10000, 13300, true",
        "60, 20000, 26600, true",
        "149, 49666, 66056, true",
        "150, 0, 0, false",
        "151, 1000, 1000, false",
        "200, 50000, 50000, false",
        "260, 86666, 110000, false",
        "300, 100000, 133000, false",
        "3600, 1200000, 1596000, false",
        "7200, 2400000, 3192000, false"
    })
    void heartbeat_isDueInTime(long period, long early, long late, boolean needsSomebodyUp) {
        Lease lease = Lease.of(hook(period), BEGAN);

        assertThat(firstDue(lease, EARLY)).isEqualTo(early);
        assertThat(firstDue(lease, LATE)).isEqualTo(late);
        assertThat(lease.isShort()).isEqualTo(needsSomebodyUp);
        assertThat(lease.end()).isEqualTo(BEGAN.plusSeconds(period));
    }

    /// The first millisecond after the start of the period at which the heartbeat is due.
    private static long firstDue(Lease lease, NodeId node) {
        long below = -1;
        long due = Duration.ofHours(2).toMillis();
        assertThat(lease.isDue(node, BEGAN.plusMillis(due))).isTrue();
        while (due - below > 1) {
            long middle = (below + due) / 2;
            if (lease.isDue(node, BEGAN.plusMillis(middle))) {
                due = middle;
            } else {
                below = middle;
            }
        }
        return due;
    }

    @Test
    void leaseOfWhichNobodyKnowsWhenItBegan_isDueAtOnceAndEndsFirst() {
        Lease lease = Lease.of(hook(3600), null);

        assertThat(lease.isDue(EARLY, BEGAN)).isTrue();
        assertThat(lease.end()).isEqualTo(Instant.MIN);
    }

    @ParameterizedTest
    @CsvSource({"30, 3", "120, 12", "300, 30", "3600, 30"})
    void heartbeatThatFailed_isTriedAgainSoon(long period, long seconds) {
        Instant failed = BEGAN.plusSeconds(period / 2);
        Lease lease = Lease.of(hook(period), null).failed(failed);

        assertThat(lease.isDue(EARLY, failed.plusSeconds(seconds).minusMillis(1)))
                .isFalse();
        assertThat(lease.isDue(EARLY, failed.plusSeconds(seconds))).isTrue();
    }

    @Test
    void failure_doesNotProlongThePeriod() {
        assertThat(Lease.of(hook(60), BEGAN).failed(BEGAN.plusSeconds(40)).end())
                .isEqualTo(BEGAN.plusSeconds(60));
    }

    @Test
    void renewedLease_beginsAnewAndForgetsItsFailure() {
        Lease lease = Lease.of(hook(300), null).failed(BEGAN).renewed(BEGAN.plusSeconds(1));

        assertThat(lease).isEqualTo(Lease.of(hook(300), BEGAN.plusSeconds(1)));
        assertThat(lease.isDue(LATE, BEGAN.plusSeconds(31))).isFalse();
    }

    @Test
    void periodThatGrewMeanwhile_isNotReliedUpon() {
        Lease lease = Lease.of(hook(60), BEGAN);

        assertThat(lease.with(hook(7200))).isEqualTo(lease);
    }

    @Test
    void periodThatShrankMeanwhile_counts() {
        assertThat(Lease.of(hook(7200), BEGAN).with(hook(60))).isEqualTo(Lease.of(hook(60), BEGAN));
    }

    @Test
    void periodThatWasOnlyAssumed_givesWayToTheOneThatWasRead() {
        assertThat(Lease.of(Hook.assumed("hook"), BEGAN).with(hook(3600))).isEqualTo(Lease.of(hook(3600), BEGAN));
    }

    @Test
    void sameHook_keepsWhatIsKnown() {
        Lease lease = Lease.of(hook(60), BEGAN).failed(BEGAN.plusSeconds(30));

        assertThat(lease.with(hook(60))).isEqualTo(lease);
    }
}
