package io.drainguard.proofs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.bench.Fleet.Shape;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The essentials of [ScaleBench], in seconds.
class ScaleTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void drainedNodes_areReleasedWithinThirtyFiveSeconds() {
        List<Duration> times = drained(true).timesToRelease();

        assertThat(times).hasSize(40);
        assertThat(Fleet.percentile(times, 0.5)).isLessThanOrEqualTo(Duration.ofSeconds(25));
        assertThat(Fleet.percentile(times, 0.9)).isLessThanOrEqualTo(Duration.ofSeconds(35));
    }

    @Test
    void drainedNodesOfWhichNoEventTells_areReleasedAllTheSame() {
        List<Duration> times = drained(false).timesToRelease();

        assertThat(times).hasSize(40);
        assertThat(times.getLast()).isLessThanOrEqualTo(Duration.ofSeconds(105));
    }

    private static Fleet drained(boolean events) {
        Fleet fleet = new Fleet(Shape.of(2, 40).seed(7));
        Function function = new Function(fleet, 1_000);
        if (events) {
            var _ = new Hearsay(fleet, function);
        } else {
            fleet.world.deliverEvents(EventDelivery.never());
        }
        fleet.scaleIn();
        Instant begin = fleet.world.instant();
        for (Instance node : fleet.nodes) {
            fleet.drain(node, begin.plus(fleet.drawn(90_000, 600_000)));
        }
        Instant end = begin.plus(Duration.ofMinutes(14));
        function.schedule(begin.plusSeconds(20), end, Hearsay.punctual());
        fleet.crowd.runUntil(end);
        assertThat(fleet.wrong).isZero();
        assertThat(fleet.lapsed).isZero();
        return fleet;
    }

    @Test
    void heartbeats_areThreeForANodeAndPeriodAtMostAndNoPeriodLapses() {
        Fleet fleet = new Fleet(Shape.of(2, 100).period(Duration.ofMinutes(10)));
        fleet.world.deliverEvents(EventDelivery.never());
        fleet.scaleIn();
        Function function = new Function(fleet, 1_000);
        Instant begin = fleet.world.instant();
        function.schedule(begin, begin.plus(Duration.ofMinutes(40)), Hearsay.punctual());
        fleet.crowd.runUntil(begin.plus(Duration.ofMinutes(41)));
        int heartbeats = function.works.stream()
                .mapToInt(work -> work.calls("RecordLifecycleActionHeartbeat"))
                .sum();

        assertThat(fleet.lapsed).isZero();
        assertThat(heartbeats / (100.0 * 4)).isBetween(1.5, 3.0);
    }

    @Test
    void nodesWithTheShortestPeriod_areHeldByACopyThatStaysUp() {
        Limits.Bucket enough = new Limits.Bucket(100_000, 100_000);
        Fleet fleet = new Fleet(
                Shape.of(1, 200).period(Duration.ofSeconds(30)).limits(new Limits(enough, enough, enough, enough)));
        fleet.world.deliverEvents(EventDelivery.never());
        fleet.scaleIn();
        Function function = new Function(fleet, 1_000);
        Instant begin = fleet.world.instant();
        function.schedule(begin, begin.plus(Duration.ofMinutes(5)), Hearsay.punctual());
        fleet.crowd.runUntil(begin.plus(Duration.ofMinutes(5)));

        assertThat(fleet.lapsed).isZero();
        assertThat(fleet.waiting()).isEqualTo(200);
        assertThat(function.works.getFirst().stayed).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void callsSideBySide_takeParallelTimeSixteenAtOnce() {
        Fleet fleet = new Fleet(Shape.of(1, 1));
        CrowdCalls calls = new CrowdCalls(fleet.crowd, fleet.world);
        Instant begin = fleet.world.instant();
        Duration[] took = new Duration[1];
        fleet.crowd.at(begin, () -> {
            calls.each(
                    IntStream.range(0, 33).boxed().toList(),
                    one -> {
                        fleet.crowd.pass(Duration.ofMillis(100));
                        return one;
                    },
                    (one, fault) -> one);
            took[0] = Duration.between(begin, fleet.world.instant());
        });
        fleet.crowd.runUntil(begin.plus(HOUR));

        assertThat(took[0]).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void samePlay_givesTheSameStory() {
        assertThat(drained(true).released).isEqualTo(drained(true).released);
    }

    @Test
    void partThatBreaks_leavesARowThatSaysWhy() {
        Figure row = Figure.notMeasured("release", new IllegalStateException("two periods lapsed\nand more"));

        assertThat(row.pass()).isFalse();
        assertThat(row.measured()).contains("not measured");
        assertThat(row.note()).isEqualTo("two periods lapsed");
    }
}
