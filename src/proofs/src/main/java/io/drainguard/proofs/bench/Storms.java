package io.drainguard.proofs.bench;

import static io.drainguard.proofs.bench.Rows.line;
import static io.drainguard.proofs.bench.Rows.whole;

import io.drainguard.decide.NodeId;
import io.drainguard.proofs.bench.Fleet.Shape;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.Instance;
import io.drainguard.sweep.TerminationNotice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A thousand events at once: of terminations, served by one copy of the function, by three or by a thousand, and of
/// looks that have ended.
final class Storms {
    private static final int NODES = 1_000;
    private static final Duration LENGTH = Duration.ofMinutes(10);

    private Storms() {}

    static Rows measure() {
        List<Figure> rows = new ArrayList<>();
        StringBuilder text = new StringBuilder("### A thousand events at once\n\n")
                .append(
                        "1,000 nodes in ten groups, each tenth empty; events of terminations all at once, 15 s before the")
                .append(" next tick; ten minutes.\n\n")
                .append(
                        "| copies of the function | until the last event is served | SendCommand | readings of the groups |")
                .append(" all calls | throttled | wrong releases | lapsed periods | released |\n")
                .append("|---|---|---|---|---|---|---|---|---|\n");
        for (int copies : new int[] {1, 3, 1_000}) {
            rows.add(terminations(text, copies));
        }
        rows.addFirst(endedLooks());
        return new Rows(rows, text.append('\n').toString());
    }

    private static Fleet fleet() {
        Fleet fleet = new Fleet(Shape.of(10, NODES).period(Duration.ofMinutes(15)));
        for (int i = 0; i < NODES; i += 10) {
            fleet.shell.disk(fleet.nodes.get(i).id(), Disk.empty());
        }
        return fleet;
    }

    private static Figure terminations(StringBuilder text, int copies) {
        Fleet fleet = fleet();
        fleet.world.deliverEvents(EventDelivery.never());
        fleet.scaleIn();
        Function function = new Function(fleet, copies);
        var _ = new Hearsay(fleet, function);
        Instant begin = fleet.world.instant();
        fleet.nodes.forEach(node -> function.call(
                Work.Kind.TERMINATION, (guard, until) -> guard.announced(notice(node, begin), until), () -> {}));
        Instant end = begin.plus(LENGTH);
        function.schedule(begin.plusSeconds(15), end, Hearsay.punctual());
        fleet.crowd.runUntil(end);
        List<Work> served = function.works.stream()
                .filter(work -> work.kind == Work.Kind.TERMINATION)
                .toList();
        int sends = served.stream().mapToInt(work -> work.calls("SendCommand")).sum();
        int readings = served.stream()
                .mapToInt(work -> work.calls("DescribeAutoScalingGroups"))
                .sum();
        int calls = served.stream()
                .mapToInt(work ->
                        work.calls.values().stream().mapToInt(Integer::intValue).sum())
                .sum();
        Duration last = served.stream()
                .map(work -> work.ended)
                .max(Instant::compareTo)
                .map(at -> Duration.between(begin, at))
                .orElse(LENGTH);
        text.append(line(
                copies,
                Rows.seconds(last),
                sends,
                readings,
                whole(calls),
                fleet.aws.refused,
                fleet.wrong,
                fleet.lapsed,
                fleet.released.size()));
        boolean harmless = fleet.wrong == 0 && fleet.lapsed == 0 && served.size() == NODES;
        return new Figure(
                "1,000 termination events at once, %,d %s".formatted(copies, copies == 1 ? "copy" : "copies"),
                "<= 40 SendCommand, <= 20 readings of the groups, no harm",
                "%d SendCommand, %d readings, %d wrong releases, %d lapsed"
                        .formatted(sends, readings, fleet.wrong, fleet.lapsed),
                harmless && sends <= 40 && readings <= 20,
                "%s calls for the events, %d throttled attempts in ten minutes, %d calls failed, %d of 1,000 events served in %s"
                        .formatted(
                                whole(calls), fleet.aws.refused, fleet.aws.failed, served.size(), Rows.seconds(last)));
    }

    private static TerminationNotice notice(Instance node, Instant now) {
        return new TerminationNotice(
                new NodeId(node.groupName(), node.id()),
                Fleet.HOOK,
                now.minusSeconds(1),
                node.openTokens().getFirst());
    }

    /// The first looks of all nodes, which end together.
    private static Figure endedLooks() {
        Fleet fleet = fleet();
        fleet.world.deliverEvents(EventDelivery.never());
        fleet.scaleIn();
        Function function = new Function(fleet, 1_000);
        var _ = new Hearsay(fleet, function);
        Instant begin = fleet.world.instant();
        function.schedule(begin, begin.plusSeconds(30), Hearsay.punctual());
        fleet.crowd.runUntil(begin.plusSeconds(55));
        int batches = function.count(Work.Kind.ENDED_LOOKS);
        return new Figure(
                "1,000 ended commands' events at once",
                "<= 20 calls of the function",
                batches + " calls of the function",
                batches <= 20,
                "in 55 s, of %d looks; %d nodes settled, %d wrong releases"
                        .formatted(fleet.looks, fleet.decisions, fleet.wrong));
    }
}
