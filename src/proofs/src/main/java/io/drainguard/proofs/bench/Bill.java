package io.drainguard.proofs.bench;

import static io.drainguard.proofs.bench.Rows.line;
import static io.drainguard.proofs.bench.Rows.whole;

import io.drainguard.proofs.bench.Fleet.Shape;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.Instance;
import io.drainguard.sweep.Guard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What terminations cost beyond an idle schedule: gigabyte seconds, by what a call takes and by how long looks stay.
final class Bill {
    private static final double GIGABYTES = 0.5;
    private static final int TERMINATIONS = 30;
    private static final Duration DRAIN = Duration.ofMinutes(10);
    private static final Duration APART = Duration.ofMinutes(13);

    private static final List<Integer> LATENCIES = List.of(40, 70, 100);
    private static final List<Integer> STAYS = List.of(50, 110, 170, 230);

    /// Which of them the goal is measured with.
    private static final int LATENCY = 70;

    /// List price of Lambda in us-east-1 on arm64: 0.20 USD for a million requests, 0.0000133334 USD for a gigabyte
    /// second, before the free tier; taken from public notes on the AWS price page as of November 2026.
    private static final double USD_PER_REQUEST = 0.20 / 1_000_000;

    private static final double USD_PER_GIGABYTE_SECOND = 0.0000133334;

    private static final int SWEEPS_A_MONTH = 30 * 24 * 60;

    private Bill() {}

    /// What a thousand terminations need.
    ///
    /// @param beyond gigabyte seconds beyond an idle schedule
    /// @param requests calls of the function beyond it
    /// @param commands commands sent
    /// @param idle gigabyte seconds of an idle sweep
    private record Need(double beyond, double requests, double commands, double idle, String calls) {}

    static Rows measure() {
        StringBuilder text = new StringBuilder("### Gigabyte seconds of 1,000 terminations, beyond idle\n\n")
                .append(
                        "512 MB; each node drains for ten minutes, none beside another; a call of the function takes 30 ms")
                .append(" and what its calls to AWS take. `W` is how long a look stays on a node that has data.\n\n")
                .append("| call to AWS |");
        STAYS.forEach(stay -> text.append(" W %d s |".formatted(stay)));
        text.append("\n|---|").append("---|".repeat(STAYS.size())).append('\n');
        Map<Integer, Need> chosen = new TreeMap<>();
        List<String> curve = new ArrayList<>();
        for (int latency : LATENCIES) {
            List<Object> cells = new ArrayList<>(List.of(latency + " ms"));
            for (int stay : STAYS) {
                Need need = need(Duration.ofMillis(latency), Duration.ofSeconds(stay));
                cells.add("%s (%s calls of the function, %s commands)"
                        .formatted(whole(need.beyond), whole(need.requests), whole(need.commands)));
                if (latency == LATENCY) {
                    chosen.put(stay, need);
                    curve.add("W %d: %s".formatted(stay, whole(need.beyond)));
                }
            }
            text.append(line(cells.toArray()));
        }
        Need need = Objects.requireNonNull(chosen.get((int) Guard.STAY.toSeconds()), "the guard's own");
        text.append("\nOne termination, W %d s, %d ms: %s.\n\n".formatted(Guard.STAY.toSeconds(), LATENCY, need.calls));
        month(text, need);
        return new Rows(
                List.of(new Figure(
                        "GB-s per 1,000 terminations of ten minutes, beyond idle",
                        "<= 4,000",
                        whole(need.beyond),
                        need.beyond <= 4_000,
                        "0.5 GB, calls of %d ms, W %d s; %s; copies for short periods apart"
                                .formatted(LATENCY, Guard.STAY.toSeconds(), String.join(", ", curve)))),
                text.toString());
    }

    private static void month(StringBuilder text, Need need) {
        text.append("| terminations a month | requests | GB-s at 512 MB | USD |\n|---|---|---|---|\n");
        for (int terminations : new int[] {0, 10, 1_000}) {
            double share = terminations / 1_000.0;
            double requests = SWEEPS_A_MONTH + share * need.requests;
            double gigabyteSeconds = SWEEPS_A_MONTH * need.idle + share * need.beyond;
            text.append(line(
                    terminations,
                    whole(requests),
                    whole(gigabyteSeconds),
                    String.format(
                            Locale.ROOT,
                            "%.2f",
                            requests * USD_PER_REQUEST + gigabyteSeconds * USD_PER_GIGABYTE_SECOND)));
        }
        text.append('\n');
    }

    private static Need need(Duration latency, Duration stay) {
        Fleet fleet = new Fleet(Shape.of(1, TERMINATIONS).latency(latency).stay(stay));
        Function function = new Function(fleet, 1_000);
        var _ = new Hearsay(fleet, function);
        Instant begin = fleet.world.instant();
        for (int i = 0; i < TERMINATIONS; i++) {
            Instant at = begin.plus(APART.multipliedBy(i)).plus(fleet.drawn(1_000, 60_000));
            Instance node = fleet.nodes.get(i);
            fleet.drain(node, at.plus(DRAIN));
            fleet.world.after(Duration.between(begin, at), () -> fleet.terminate(node));
        }
        Instant end = begin.plus(APART.multipliedBy(TERMINATIONS));
        function.schedule(begin.plusSeconds(20), end, Hearsay.late(fleet));
        fleet.crowd.runUntil(end.plusSeconds(60));
        if (fleet.wrong > 0 || fleet.released.size() < TERMINATIONS) {
            throw new IllegalStateException(fleet.released.size() + " released, " + fleet.wrong + " with data");
        }
        double idle = idle(latency);
        double scale = 1_000.0 / TERMINATIONS;
        double worked = seconds(function.worked(work -> true)) * GIGABYTES;
        int sweeps = function.count(Work.Kind.SCHEDULE);
        double commands = function.works.stream()
                .mapToInt(work -> work.calls("SendCommand"))
                .sum();
        return new Need(
                (worked - sweeps * idle) * scale,
                (function.works.size() - sweeps) * scale,
                commands * scale,
                idle,
                calls(function));
    }

    private static String calls(Function function) {
        List<String> parts = new ArrayList<>();
        for (Work.Kind kind : Work.Kind.values()) {
            Map<String, Integer> calls = new TreeMap<>();
            function.works.stream()
                    .filter(work -> work.kind == kind)
                    .forEach(work -> work.calls.forEach((action, times) -> calls.merge(action, times, Integer::sum)));
            List<String> counted = calls.entrySet().stream()
                    .map(one -> "%s %.1f".formatted(one.getKey(), one.getValue() / (double) TERMINATIONS))
                    .toList();
            parts.add("%s: %.1f calls of the function, %.1f s in all: %s"
                    .formatted(
                            kind,
                            function.count(kind) / (double) TERMINATIONS,
                            seconds(function.worked(work -> work.kind == kind)) / TERMINATIONS,
                            String.join(", ", counted)));
        }
        return String.join("; ", parts);
    }

    /// What a sweep costs when nobody waits.
    private static double idle(Duration latency) {
        Fleet fleet = new Fleet(Shape.of(1, 1).latency(latency));
        fleet.world.deliverEvents(EventDelivery.never());
        Function function = new Function(fleet, 1_000);
        Instant end = fleet.world.instant().plus(Duration.ofMinutes(20));
        function.schedule(fleet.world.instant(), end, Hearsay.punctual());
        fleet.crowd.runUntil(end.plusSeconds(30));
        return seconds(function.worked(work -> true)) * GIGABYTES / function.works.size();
    }

    private static double seconds(Duration span) {
        return span.toMillis() / 1000.0;
    }
}
