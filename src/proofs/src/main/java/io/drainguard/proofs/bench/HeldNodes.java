package io.drainguard.proofs.bench;

import static io.drainguard.proofs.bench.Rows.line;
import static io.drainguard.proofs.bench.Rows.seconds;
import static io.drainguard.proofs.bench.Rows.whole;

import io.drainguard.proofs.bench.Fleet.Shape;
import io.drainguard.sim.world.EventDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// How many nodes guards hold whose periods are short, while AWS's buckets allow the rate. All nodes begin to wait
/// within one period, and their events are lost, which is the worst start.
final class HeldNodes {
    private static final Duration CALL = Duration.ofMillis(100);
    private static final Limits.Bucket ENOUGH = new Limits.Bucket(1_000_000, 1_000_000);
    private static final int PERIODS = 6;

    private HeldNodes() {}

    static Rows measure() {
        StringBuilder text = new StringBuilder("### Short periods\n\n")
                .append(
                        "Calls of 100 ms, sixteen at once, token buckets that allow every rate; the schedule alone, for %d"
                                .formatted(PERIODS))
                .append(
                        " periods.\n\n| period | nodes | periods lapsed | longest sweep | copies |\n|---|---|---|---|---|\n");
        return new Rows(
                List.of(most(text, 30, 1_000, List.of(1_000, 2_000, 4_000)), most(text, 300, 10_000, List.of(10_000))),
                text.append('\n').toString());
    }

    private static Figure most(StringBuilder text, int period, int goal, List<Integer> sizes) {
        int most = 0;
        List<String> lapses = new ArrayList<>();
        for (int size : sizes) {
            int lapsed = lapsed(text, period, size);
            lapses.add("%s nodes: %d periods lapsed".formatted(whole(size), lapsed));
            if (lapsed > 0) {
                break;
            }
            most = size;
        }
        return new Figure(
                "nodes that one guard holds at a period of " + period + " s",
                ">= " + whole(goal),
                most == 0 ? "fewer than " + whole(sizes.getFirst()) : whole(most),
                most >= goal,
                String.join(", ", lapses) + "; calls of 100 ms, buckets that allow the rate");
    }

    private static int lapsed(StringBuilder text, int period, int size) {
        Limits plenty = new Limits(ENOUGH, ENOUGH, ENOUGH, ENOUGH);
        Fleet fleet = new Fleet(Shape.of(Math.max(1, size / 500), size)
                .period(Duration.ofSeconds(period))
                .latency(CALL)
                .limits(plenty));
        fleet.world.deliverEvents(EventDelivery.never());
        Instant begin = fleet.world.instant();
        Instant end =
                begin.plus(Duration.ofSeconds(period).multipliedBy(PERIODS)).plusSeconds(60);
        Function function = new Function(fleet, 1_000);
        // The guard that stays up finds the nodes when it sweeps next, so they begin to wait just before.
        fleet.nodes.forEach(node -> fleet.world.after(fleet.drawn(50_000, 58_000), () -> fleet.terminate(node)));
        function.schedule(begin, end, Hearsay.punctual());
        fleet.crowd.runUntil(end);
        Duration longest = function.works.stream()
                .map(work -> work.took)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        text.append(line(period + " s", whole(size), fleet.lapsed, seconds(longest), function.copies));
        return fleet.lapsed;
    }
}
