package io.drainguard.proofs.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.Built;
import io.drainguard.proofs.bench.ManyGroups.Swept;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.sim.world.Instance;
import io.drainguard.sweep.Time;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// Calls, sweep times, memory, coalescing, time to release and cost when many nodes wait, on the virtual clock.
///
/// Start it with `-Xmx256m`: that it ends is the proof that ten thousand nodes, and the simulated account around
/// them, fit. Writes `target/bench/scale.md` and `target/bench/scale.json`.
public final class ScaleBench {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MEGABYTE = 1024 * 1024;

    /// Its tables.
    static final Path TEXT = Built.PROOFS.resolve("bench/scale.md");

    /// One row for each goal.
    static final Path ROWS = Built.PROOFS.resolve("bench/scale.json");

    /// List price of Lambda in us-east-1 on arm64: 0.20 USD for a million requests, 0.0000133334 USD for a gigabyte
    /// second, before the free tier; taken from public notes on the AWS price page as of November 2026.
    private static final double USD_PER_REQUEST = 0.20 / 1_000_000;

    private static final double USD_PER_GIGABYTE_SECOND = 0.0000133334;

    /// *Assumption*: how long a node drains. No two drain at once, which is the dearest case.
    private static final int DRAIN_MINUTES = 10;

    private final List<Figure> rows = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private ScaleBench() {}

    /// Runs everything; an argument leaves out fleets of other sizes.
    public static void main(String[] arguments) throws IOException {
        int only = arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]);
        ScaleBench bench = new ScaleBench();
        bench.scale(only);
        bench.storms();
        bench.timeToRelease();
        bench.cost();
        bench.write();
        System.out.println(bench.text);
    }

    // --- scale ---

    private void scale(int only) {
        text.append("### Calls, sweeps and heartbeats\n\n")
                .append(
                        "Heartbeat period 1 h; every fifth node drains within half an hour. Looks: all calls but heartbeats and"
                                + " those that change one node.\n\n")
                .append(
                        "| nodes | groups | calls per node: first look | later looks, mean | most | changes per node, first"
                                + " look | sweeps until all are protected | longest sweep | median sweep once protected | heartbeats"
                                + " per node and period | throttled attempts |\n|---|---|---|---|---|---|---|---|---|---|---|\n");
        int[][] fleets = {{1, 1}, {1, 50}, {4, 200}, {10, 1_000}, {100, 1_000}, {20, 10_000}};
        for (int[] fleet : fleets) {
            if (only == 0 || fleet[1] == only) {
                scale(fleet[0], fleet[1]);
            }
        }
        text.append('\n');
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(java.lang.management.MemoryUsage::getUsed)
                .sum();
        long limit = Runtime.getRuntime().maxMemory();
        rows.add(new Figure(
                "heap at " + (only == 0 ? 10_000 : only) + " nodes, with the simulated account in it",
                "<= 256 MB",
                "runs in " + limit / MEGABYTE + " MB, peak " + peak / MEGABYTE + " MB with garbage",
                limit / MEGABYTE <= 256,
                "started with -Xmx256m"));
    }

    private void scale(int groups, int size) {
        ManyGroups fleet = new ManyGroups(groups, size, HOUR, Limits.assumed(), 1).scaleIn();
        List<Instance> fifth = IntStream.range(0, size)
                .filter(i -> i % 5 == 0 && size > 1)
                .mapToObj(fleet.nodes::get)
                .toList();
        fleet.drainAll(fifth, fleet.world.instant().plusSeconds(60), Duration.ofMinutes(30));
        Instant end = fleet.world.instant().plus(Duration.ofHours(2));
        List<Swept> sweeps = new ArrayList<>();
        List<Duration> calm = new ArrayList<>();
        int untilProtected = 0;
        double nodePeriods = 0;
        while (fleet.world.instant().isBefore(end)) {
            Instant before = fleet.world.instant();
            boolean busy = !fleet.allProtected();
            Swept swept = fleet.minute();
            sweeps.add(swept);
            nodePeriods += fleet.waiting()
                    * (double) Duration.between(before, fleet.world.instant()).toMillis()
                    / HOUR.toMillis();
            if (busy) {
                untilProtected++;
            } else {
                calm.add(swept.took());
            }
        }
        if (fleet.lapsed > 0) {
            throw new IllegalStateException(fleet.lapsed + " periods lapsed");
        }
        Swept first = sweeps.getFirst();
        List<Swept> later = sweeps.subList(1, sweeps.size());
        double mean = later.stream().mapToDouble(Swept::perNode).average().orElse(0);
        double most = later.stream().mapToDouble(Swept::perNode).max().orElse(0);
        double beats = sweeps.stream().mapToInt(Swept::heartbeats).sum() / nodePeriods;
        Duration longest =
                sweeps.stream().map(Swept::took).max(Duration::compareTo).orElse(Duration.ZERO);
        Duration median = ManyGroups.percentile(calm.stream().sorted().toList(), 0.5);
        int refused =
                fleet.aws.refused.values().stream().mapToInt(Integer::intValue).sum();
        text.append(line(
                size,
                groups,
                number(first.perNode()),
                number(mean),
                number(most),
                number((double) first.writes() / size),
                fleet.allProtected() ? untilProtected : "more than " + untilProtected,
                seconds(longest),
                median == null ? "-" : seconds(median),
                number(beats),
                refused));
        boolean goal = groups == 10 && size == 1_000;
        if (goal) {
            rows.add(new Figure(
                    "API calls per node per look, 1,000 nodes in 10 groups",
                    "<= 0.1",
                    "first " + number(first.perNode()) + ", then " + number(mean) + " (most " + number(most) + ")",
                    first.perNode() <= 0.1 && most <= 0.1,
                    "heartbeats apart, and apart from calls that change one node"));
        }
        rows.add(new Figure(
                "heartbeats per node and period, " + size + " nodes in " + groups + " groups",
                "<= 3",
                number(beats),
                beats <= 3,
                "over two hours, period 1 h"));
        if (size >= 1_000) {
            Duration limit = size == 1_000 ? Duration.ofSeconds(60) : Duration.ofSeconds(300);
            rows.add(new Figure(
                    "longest sweep, " + size + " nodes in " + groups + " groups",
                    "<= " + limit.toSeconds() + " s",
                    seconds(longest) + (median == null ? "" : ", median once all are protected " + seconds(median)),
                    longest.compareTo(limit) <= 0,
                    "virtual time, under assumed token buckets"));
        }
    }

    // --- many events ---

    private void storms() {
        text.append("### A thousand termination events at once\n\n")
                .append(
                        "| copies of the function | sweeps beyond the schedule's 10 | API calls | throttled attempts | commands per"
                                + " node in 10 min | calls that failed | wrong releases | lapsed periods |\n|---|---|---|---|---|---|---|---|\n");
        for (int copies : new int[] {1, 3, 1_000}) {
            Storm.Outcome outcome = new Storm(1_000).play(copies);
            int extra = Math.max(0, outcome.sweeps() - outcome.scheduled());
            text.append(line(
                    copies,
                    extra,
                    outcome.calls(),
                    outcome.refused(),
                    number(outcome.commandsPerNode()),
                    outcome.errors(),
                    outcome.wrong(),
                    outcome.lapsed()));
            boolean harmless = outcome.wrong() == 0 && outcome.lapsed() == 0 && outcome.errors() <= 10;
            rows.add(new Figure(
                    "1,000 events at once, " + copies + (copies == 1 ? " copy" : " copies"),
                    copies == 1 ? "a handful of sweeps" : "no harm",
                    extra + " sweeps beyond the schedule's, " + outcome.errors() + " failed calls, " + outcome.wrong()
                            + " wrong releases",
                    harmless && extra <= 5,
                    outcome.calls() + " API calls in ten minutes, " + outcome.refused() + " throttled attempts"));
        }
        text.append('\n');
    }

    // --- time to release ---

    private void timeToRelease() {
        List<Duration> alone = new ArrayList<>();
        for (int seed = 1; seed <= 1_000; seed++) {
            ManyGroups fleet = new ManyGroups(1, 1, HOUR, Limits.assumed(), seed, AwsPorts::of).scaleIn();
            fleet.drainAll(fleet.nodes, fleet.world.instant().plusSeconds(90), Duration.ofMinutes(3));
            while (fleet.released.isEmpty()) {
                fleet.minute(fleet.drawn(0, 5_000));
            }
            alone.addAll(fleet.timesToRelease());
        }
        ManyGroups together = new ManyGroups(10, 1_000, HOUR, Limits.assumed(), 1).scaleIn();
        together.drainAll(together.nodes, together.world.instant().plusSeconds(90), HOUR);
        while (together.released.size() < 1_000) {
            together.minute(together.drawn(0, 5_000));
        }
        text.append("### From the last file to the release\n\n")
                .append("Sweeps each minute, 0 to 5 s late (*assumption*); the original script looks every 900 s.\n\n")
                .append("| 1,000 drains | p50 | p99 | longest |\n|---|---|---|---|\n");
        times("one node at a time", alone.stream().sorted().toList());
        times("1,000 nodes side by side, draining within an hour", together.timesToRelease());
        text.append('\n');
    }

    private void times(String what, List<Duration> sorted) {
        Duration p50 = Objects.requireNonNull(ManyGroups.percentile(sorted, 0.5), what);
        Duration p99 = Objects.requireNonNull(ManyGroups.percentile(sorted, 0.99), what);
        text.append(line(what, seconds(p50), seconds(p99), seconds(sorted.getLast())));
        rows.add(new Figure(
                "from empty to released, p99, " + what,
                "<= 90 s",
                "p50 " + seconds(p50) + ", p99 " + seconds(p99) + ", longest " + seconds(sorted.getLast()),
                p99.compareTo(Duration.ofSeconds(90)) <= 0,
                sorted.size() + " drains; the original script looks every 900 s"));
    }

    // --- cost ---

    private void cost() {
        Cost idle = measured("sweep, nobody waits", new ManyGroups(1, 1, HOUR, Limits.assumed(), 1), 400);
        ManyGroups holding = new ManyGroups(1, 1, HOUR, Limits.assumed(), 1).scaleIn();
        holding.minute();
        Cost pending = measured("sweep, one node with data", holding, 100);
        ManyGroups ends = new ManyGroups(1, 1, HOUR, Limits.assumed(), 1).scaleIn();
        ends.minute();
        ends.drain(ends.nodes.getFirst(), ends.world.instant());
        Cost release = measured("sweep, one empty node", ends, 1);
        text.append("### Cost\n\n")
                .append(
                        "Processor time is that of a warm JVM with the simulated account in it, so it is an upper bound for the"
                                + " guard's own; start-ups are not in it.\n\n")
                .append("| call of the function | waits | processor, whole |\n|---|---|---|\n");
        for (Cost one : List.of(idle, pending, release)) {
            text.append(line(one.kind(), seconds(one.waits()), number(one.cpu().toNanos() / 1e6) + " ms"));
        }
        text.append(
                "\n| terminations a month | requests | GB-s at 256 MB | 512 MB | 1,024 MB | 1,769 MB | USD at 512 MB"
                        + " |\n|---|---|---|---|---|---|---|\n");
        for (int terminations : new int[] {0, 10, 1_000}) {
            Map<Cost, Long> calls = new LinkedHashMap<>();
            long held = (long) terminations * DRAIN_MINUTES;
            calls.put(idle, Cost.SWEEPS_A_MONTH - held - terminations);
            // The event's own look is one more.
            calls.put(pending, held + terminations);
            calls.put(release, (long) terminations);
            long requests = calls.values().stream().mapToLong(Long::longValue).sum();
            double usd = requests * USD_PER_REQUEST + sum(calls, 512) * USD_PER_GIGABYTE_SECOND;
            text.append(line(
                    terminations,
                    requests,
                    whole(sum(calls, 256)),
                    whole(sum(calls, 512)),
                    whole(sum(calls, 1_024)),
                    whole(sum(calls, 1_769)),
                    String.format(Locale.ROOT, "%.2f", usd)));
            rows.add(new Figure(
                    "a month with " + terminations + " terminations",
                    "-",
                    requests + " requests, " + whole(sum(calls, 512)) + " GB-s at 512 MB",
                    true,
                    "each drains for " + DRAIN_MINUTES + " min and none beside another (assumption)"));
        }
        text.append('\n');
    }

    private static double sum(Map<Cost, Long> calls, int megabytes) {
        return calls.entrySet().stream()
                .mapToDouble(one -> one.getKey().gigabyteSeconds(megabytes, one.getValue()))
                .sum();
    }

    private static Cost measured(String kind, ManyGroups fleet, int times) {
        fleet.world.intercept(fleet.aws);
        var threads = ManagementFactory.getThreadMXBean();
        Duration wait = Duration.ZERO;
        long cpu = 0;
        for (int i = 0; i < times; i++) {
            long before = threads.getCurrentThreadCpuTime();
            Swept swept = fleet.sweepOnce();
            cpu += threads.getCurrentThreadCpuTime() - before;
            wait = wait.plus(swept.took());
            fleet.world.advance(Duration.ofSeconds(60).minus(Time.shorter(swept.took(), Duration.ofSeconds(60))));
        }
        return new Cost(kind, wait.dividedBy(times), Duration.ofNanos(cpu / times));
    }

    // --- output ---

    private void write() throws IOException {
        Files.createDirectories(TEXT.getParent());
        Files.writeString(TEXT, text);
        Files.writeString(
                ROWS,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
    }

    private static String line(Object... cells) {
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ').append(cell).append(" |");
        }
        return line.append('\n').toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String seconds(Duration span) {
        return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
    }
}
