package io.drainguard.proofs.bench;

import io.drainguard.proofs.bench.Fleet.Shape;
import io.drainguard.sim.world.EventDelivery;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// Ten thousand waiting nodes in a small heap, the simulated account with them.
final class Heap {
    private static final int NODES = 10_000;
    private static final int MEGABYTE = 1024 * 1024;

    private Heap() {}

    static Rows measure() {
        Fleet fleet = new Fleet(Shape.of(20, NODES)).scaleIn();
        fleet.world.deliverEvents(EventDelivery.never());
        Function function = new Function(fleet, 1_000);
        Instant begin = fleet.world.instant();
        Instant end = begin.plus(Duration.ofMinutes(15));
        function.schedule(begin, end, Hearsay.punctual());
        fleet.crowd.runUntil(end.plusSeconds(120));
        long limit = Runtime.getRuntime().maxMemory() / MEGABYTE;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(MemoryUsage::getUsed)
                        .sum()
                / MEGABYTE;
        Duration longest = function.works.stream()
                .map(work -> work.took)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return new Rows(
                List.of(
                        new Figure(
                                "heap at 10,000 nodes, with the simulated account in it",
                                "<= 256 MB",
                                "runs in " + limit + " MB, peak " + peak + " MB with garbage",
                                limit <= 256 && fleet.waiting() == NODES,
                                "started with -Xmx256m"),
                        new Figure(
                                "longest sweep of 10,000 nodes in 20 groups",
                                "<= 295 s, the function's time",
                                Rows.seconds(longest),
                                longest.toSeconds() < 295 && fleet.lapsed == 0,
                                "%,d looks in 15 minutes, %d periods lapsed".formatted(fleet.looks, fleet.lapsed))),
                "");
    }
}
