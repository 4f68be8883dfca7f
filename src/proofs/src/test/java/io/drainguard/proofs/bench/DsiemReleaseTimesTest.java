package io.drainguard.proofs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.bench.Fleet.Shape;
import io.drainguard.sim.world.Instance;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How long nodes of dsiem clusters stay once nothing keeps them, on virtual time, with the real adapters: forty groups
/// in one account, each node at another phase of the guard's schedule, of which every tenth tick is late. A look keeps
/// the pace of the drain documents, 3 s between two looks at the node and 15 s of quiet.
class DsiemReleaseTimesTest {
    private static final int GROUPS = 40;
    private static final int SEEDS = 10;

    /// Its dsiem stops after an overlap, here of a minute and more, and then the rest is shipped.
    @Test
    void backend_isReleasedWithin45SecondsOfItsLastShippedByte() {
        assertGoal("last byte shipped to released, backend", played("", 60_000, 300_000), Duration.ofSeconds(45));
    }

    /// Only the balancer may connect to it, and what the balancer has left it closes as the wait begins. One that still
    /// had a connection in the moment of the first look would be looked at again by the schedule only.
    @Test
    void frontend_isReleasedWithin90SecondsOfItsLastConnection() {
        assertGoal("last connection to released, frontend", played("600", 0, 1), Duration.ofSeconds(90));
    }

    /// @param yieldsAfter the group's tag; empty for none
    /// @param fromMillis the earliest time from the end's beginning to the moment when nothing keeps the node
    private static List<Duration> played(String yieldsAfter, long fromMillis, long toMillis) {
        List<Duration> times = new ArrayList<>();
        for (int seed = 1; seed <= SEEDS; seed++) {
            times.addAll(released(seed, yieldsAfter, fromMillis, toMillis));
        }
        return times.stream().sorted().toList();
    }

    private static List<Duration> released(int seed, String yieldsAfter, long fromMillis, long toMillis) {
        Fleet fleet = new Fleet(Shape.of(GROUPS, GROUPS).seed(seed));
        Instant begin = fleet.world.instant();
        for (Instance node : fleet.nodes) {
            if (!yieldsAfter.isEmpty()) {
                fleet.world.autoScaling().createOrUpdateTags(node.groupName(), Map.of(Tags.YIELDS_AFTER, yieldsAfter));
            }
            Duration wait = fleet.drawn(1_000, 600_000);
            fleet.drain(node, begin.plus(wait).plus(fleet.drawn(fromMillis, toMillis)));
            fleet.world.after(wait, () -> fleet.terminate(node));
        }
        Function function = new Function(fleet, 1_000);
        var _ = new Hearsay(fleet, function);
        Instant end = begin.plus(Duration.ofMinutes(20));
        function.schedule(begin.plusSeconds(20), end, Hearsay.late(fleet));
        fleet.crowd.runUntil(end);
        assertThat(fleet.wrong).isZero();
        assertThat(fleet.lapsed).isZero();
        return fleet.timesToRelease();
    }

    private static void assertGoal(String what, List<Duration> times, Duration goal) {
        Duration p99 = Fleet.percentile(times, 0.99);
        System.out.printf(
                "%s: %d drains, p50 %.1f s, p99 %.1f s, longest %.1f s (goal %d s at p99)%n",
                what,
                times.size(),
                Fleet.percentile(times, 0.5).toMillis() / 1000.0,
                p99.toMillis() / 1000.0,
                times.getLast().toMillis() / 1000.0,
                goal.toSeconds());
        assertThat(times).hasSize(GROUPS * SEEDS);
        assertThat(p99).isLessThanOrEqualTo(goal);
    }
}
