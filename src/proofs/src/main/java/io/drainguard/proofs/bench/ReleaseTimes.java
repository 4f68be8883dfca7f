package io.drainguard.proofs.bench;

import static io.drainguard.proofs.bench.Rows.line;
import static io.drainguard.proofs.bench.Rows.seconds;

import io.drainguard.proofs.bench.Fleet.Shape;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// From a node's last file to its release, with events and without.
final class ReleaseTimes {
    private static final int DRAINS = 1_000;

    /// So many nodes in one account, one after the other.
    private static final int IN_TURN = 50;

    /// A drain takes 2 to 5 minutes, and the next begins when it is over.
    private static final Duration APART = Duration.ofMinutes(8);

    private final List<Figure> rows = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private ReleaseTimes() {}

    static Rows measure() {
        return new ReleaseTimes().run();
    }

    private Rows run() {
        text.append("### From the last file to the release\n\n")
                .append("%,d drains, one node at a time, each of 2 to 5 minutes; and %,d nodes in ten groups side by"
                        .formatted(DRAINS, DRAINS))
                .append(
                        " side within an hour. Events of terminations come after 3 to 5 s, one in ten later, up to 126 s;")
                .append(" those of ended looks after 0.5 to 3 s, one in a hundred later, up to 126 s (assumed).\n\n")
                .append("| drains | ticks | p50 | p99 | longest |\n|---|---|---|---|---|\n");
        List<Duration> heard = inTurn(true, true);
        told("one at a time, with events", "10 % up to 20 s late", heard);
        told("one at a time, with events", "punctual", inTurn(true, false));
        List<Duration> together = sideBySide();
        told("side by side, with events", "10 % up to 20 s late", together);
        List<Duration> punctual = inTurn(false, false);
        told("one at a time, every event lost", "punctual", punctual);
        List<Duration> late = inTurn(false, true);
        told("one at a time, every event lost", "10 % up to 20 s late", late);
        both("last file to release, 1,000 drains one at a time", heard);
        both("last file to release, 1,000 drains side by side", together);
        lost("punctual ticks", 100, punctual);
        lost("10 % of ticks up to 20 s late", 130, late);
        return new Rows(rows, text.append('\n').toString());
    }

    private void told(String drains, String ticks, List<Duration> times) {
        text.append(line(drains, ticks, seconds(p(times, 0.5)), seconds(p(times, 0.99)), seconds(times.getLast())));
    }

    private static Duration p(List<Duration> times, double share) {
        return Fleet.percentile(times, share);
    }

    private void both(String figure, List<Duration> times) {
        Duration p50 = p(times, 0.5);
        Duration p99 = p(times, 0.99);
        rows.add(new Figure(
                figure + ", p50 / p99",
                "<= 25 s / <= 35 s",
                seconds(p50) + " / " + seconds(p99),
                p50.toSeconds() < 25 && p99.toSeconds() < 35,
                "longest " + seconds(times.getLast())
                        + "; late ticks, calls of 80 ms; the original script looks every 900 s"));
    }

    private void lost(String ticks, int goal, List<Duration> times) {
        rows.add(new Figure(
                "last file to release with every event lost, " + ticks + ", p99",
                "<= " + goal + " s",
                seconds(p(times, 0.99)),
                p(times, 0.99).toSeconds() < goal,
                "p50 " + seconds(p(times, 0.5)) + ", longest " + seconds(times.getLast())));
    }

    private static List<Duration> inTurn(boolean events, boolean late) {
        List<Duration> times = new ArrayList<>();
        for (int part = 1; part <= DRAINS / IN_TURN; part++) {
            Fleet fleet = new Fleet(Shape.of(1, IN_TURN).seed(part));
            Instant begin = fleet.world.instant();
            for (int i = 0; i < IN_TURN; i++) {
                Duration wait = APART.multipliedBy(i).plus(fleet.drawn(1_000, 60_000));
                drainLater(fleet, fleet.nodes.get(i), wait, fleet.drawn(120_000, 300_000));
            }
            times.addAll(played(fleet, events, late, begin.plus(APART.multipliedBy(IN_TURN + 1))));
        }
        return times.stream().sorted().toList();
    }

    private static List<Duration> sideBySide() {
        Fleet fleet = new Fleet(Shape.of(10, DRAINS));
        for (Instance node : fleet.nodes) {
            drainLater(fleet, node, fleet.drawn(1_000, 3_600_000), fleet.drawn(120_000, 600_000));
        }
        return played(fleet, true, true, fleet.world.instant().plus(Duration.ofMinutes(80)));
    }

    private static void drainLater(Fleet fleet, Instance node, Duration wait, Duration length) {
        fleet.drain(node, fleet.world.instant().plus(wait).plus(length));
        fleet.world.after(wait, () -> fleet.terminate(node));
    }

    private static List<Duration> played(Fleet fleet, boolean events, boolean late, Instant end) {
        Function function = new Function(fleet, 1_000);
        if (events) {
            var _ = new Hearsay(fleet, function);
        } else {
            fleet.world.deliverEvents(EventDelivery.never());
        }
        Supplier<Duration> ticks = late ? Hearsay.late(fleet) : Hearsay.punctual();
        function.schedule(fleet.world.instant().plusSeconds(20), end, ticks);
        fleet.crowd.runUntil(end);
        if (fleet.wrong > 0 || fleet.lapsed > 0 || fleet.released.size() < fleet.nodes.size()) {
            throw new IllegalStateException("%d of %d nodes released, %d with data, %d periods lapsed: %s"
                    .formatted(
                            fleet.released.size(), fleet.nodes.size(), fleet.wrong, fleet.lapsed, function.failures));
        }
        return fleet.timesToRelease();
    }

    /// Entry point.
    public static void main(String... arguments) {
        Rows rows = measure();
        System.out.println(rows.text());
        rows.rows().forEach(System.out::println);
    }
}
