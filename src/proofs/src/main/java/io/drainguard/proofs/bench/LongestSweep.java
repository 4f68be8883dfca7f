package io.drainguard.proofs.bench;

import static io.drainguard.proofs.bench.Rows.line;
import static io.drainguard.proofs.bench.Rows.seconds;

import io.drainguard.proofs.bench.Fleet.Shape;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// How long the schedule's sweeps take when a thousand nodes begin to wait at once and a fifth of them drains.
final class LongestSweep {
    private static final int NODES = 1_000;
    private static final Duration LENGTH = Duration.ofMinutes(30);

    private LongestSweep() {}

    static Rows measure() {
        StringBuilder text = new StringBuilder("### Sweeps\n\n")
                .append(
                        "1,000 nodes begin to wait at once, every fifth drains within half an hour; calls of 80 ms, the")
                .append(" schedule alone, and with the events of ended looks beside it.\n\n")
                .append("| groups | drain documents | events | longest sweep | its calls | second longest | median |\n")
                .append("|---|---|---|---|---|---|---|\n");
        List<Figure> rows = new ArrayList<>();
        row(text, Shape.of(10, NODES), true, 20);
        rows.add(row(text, Shape.of(100, NODES), true, 20));
        row(text, Shape.of(100, NODES).one(), true, 20);
        row(text, Shape.of(100, NODES), false, 20);
        rows.add(row(text, Shape.of(1_000, NODES), true, 60));
        rows.add(row(text, Shape.of(1_000, NODES).one(), true, 60));
        row(text, Shape.of(1_000, NODES), false, 60);
        return new Rows(rows, text.append('\n').toString());
    }

    private static Figure row(StringBuilder text, Shape shape, boolean events, int goal) {
        Fleet fleet = new Fleet(shape).scaleIn();
        Function function = new Function(fleet, 1_000);
        if (events) {
            var _ = new Hearsay(fleet, function);
        } else {
            fleet.world.deliverEvents(EventDelivery.never());
        }
        Instant begin = fleet.world.instant();
        Instant end = begin.plus(LENGTH);
        for (int i = 0; i < fleet.nodes.size(); i += 5) {
            Instance node = fleet.nodes.get(i);
            fleet.drain(node, begin.plus(fleet.drawn(60_000, LENGTH.toMillis() - 120_000)));
        }
        function.schedule(begin, end, Hearsay.punctual());
        fleet.crowd.runUntil(end.plusSeconds(120));
        List<Work> sweeps = function.works.stream()
                .filter(work -> work.kind == Work.Kind.SCHEDULE)
                .sorted(Comparator.comparing((Work work) -> work.took).reversed())
                .toList();
        Work longest = sweeps.getFirst();
        Duration second = sweeps.get(1).took;
        Duration median = sweeps.get(sweeps.size() / 2).took;
        int documents = shape.oneDocument() ? 1 : shape.groups();
        text.append(line(
                shape.groups(),
                documents,
                events ? "yes" : "lost",
                seconds(longest.took),
                longest.calls,
                seconds(second),
                seconds(median)));
        return new Figure(
                "longest sweep, 1,000 nodes in %,d groups%s"
                        .formatted(shape.groups(), documents == 1 ? ", one drain document" : ""),
                "<= " + goal + " s",
                seconds(longest.took),
                longest.took.toSeconds() < goal && fleet.lapsed == 0 && fleet.wrong == 0,
                "the next %s, median %s; %d of 200 released, %d calls failed, %d periods lapsed"
                        .formatted(
                                seconds(second),
                                seconds(median),
                                fleet.released.size(),
                                fleet.aws.failed,
                                fleet.lapsed));
    }
}
