package io.drainguard.proofs.bench;

import static io.drainguard.proofs.bench.Rows.line;
import static io.drainguard.proofs.bench.Rows.number;

import io.drainguard.proofs.bench.Fleet.Shape;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How many calls a look at a node takes when a thousand wait, heartbeats and calls that change one node apart.
final class CallsPerLook {
    private static final int NODES = 1_000;

    /// After so long every node has had its first look, and is protected.
    private static final Duration BEFORE = Duration.ofMinutes(8);

    private static final Duration MEASURED = Duration.ofMinutes(15);

    private CallsPerLook() {}

    static Rows measure() {
        StringBuilder text = new StringBuilder("### Calls for a look\n\n")
                .append("1,000 nodes with data, in the steady state, with events; calls of 80 ms.\n\n")
                .append(
                        "| groups | drain documents | calls per node and look | of these | looks a minute |\n|---|---|---|---|---|\n");
        List<Figure> rows = new ArrayList<>();
        rows.add(row(text, Shape.of(10, NODES), 0.12));
        rows.add(row(text, Shape.of(100, NODES), 0.2));
        row(text, Shape.of(100, NODES).one(), 0.2);
        return new Rows(rows, text.append('\n').toString());
    }

    private static Figure row(StringBuilder text, Shape shape, double goal) {
        Fleet fleet = new Fleet(shape).scaleIn();
        Function function = new Function(fleet, 1_000);
        var _ = new Hearsay(fleet, function);
        Instant measured = fleet.world.instant().plus(BEFORE);
        Instant end = measured.plus(MEASURED);
        function.schedule(fleet.world.instant(), end, Hearsay.late(fleet));
        fleet.crowd.runUntil(measured);
        int looks = fleet.looks;
        int works = function.works.size();
        fleet.crowd.runUntil(end);
        looks = fleet.looks - looks;
        List<Work> some = function.works.subList(works, function.works.size());
        double calls = some.stream().mapToInt(Work::reads).sum() / (double) looks;
        Map<String, Integer> byAction = new TreeMap<>();
        some.forEach(work -> work.calls.forEach((action, times) -> byAction.merge(action, times, Integer::sum)));
        StringBuilder most = new StringBuilder();
        int all = looks;
        byAction.forEach((action, times) -> {
            if (times > 0.002 * all) {
                most.append("%s %.3f, ".formatted(action, times / (double) all));
            }
        });
        most.setLength(Math.max(0, most.length() - 2));
        int documents = shape.oneDocument() ? 1 : shape.groups();
        text.append(line(
                shape.groups(), documents, number(calls), most, Rows.whole(looks / (double) MEASURED.toMinutes())));
        return new Figure(
                "calls per node and look, 1,000 nodes in " + shape.groups() + " groups",
                "<= " + goal,
                number(calls),
                calls <= goal && fleet.lapsed == 0,
                most + "; steady state, %d documents, %d periods lapsed".formatted(documents, fleet.lapsed));
    }
}
