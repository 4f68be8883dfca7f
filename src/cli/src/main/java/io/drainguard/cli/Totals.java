package io.drainguard.cli;

import io.drainguard.decide.Look;
import io.drainguard.decide.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The nodes of a situation together. Pure.
///
/// @param bytes what the last looks found, without the unknown nodes
/// @param unknown of how many nodes nobody knows what they hold
/// @param stalled how many hold data that does not become less, without those that somebody keeps on purpose
/// @param acknowledged how many somebody keeps on purpose
/// @param earliest time left to the nearest ceiling, `null` if none is known
record Totals(
        int nodes,
        long bytes,
        long unknown,
        long stalled,
        long retained,
        long acknowledged,
        @Nullable Duration earliest) {
    static Totals of(List<NodeRow> rows, Instant now) {
        return new Totals(
                rows.size(),
                rows.stream().mapToLong(Totals::bytes).sum(),
                rows.stream().filter(NodeRow::unknown).count(),
                rows.stream()
                        .filter(row -> row.stalled() && !row.notes().acknowledged(now))
                        .count(),
                rows.stream().filter(NodeRow::retained).count(),
                rows.stream().filter(row -> row.notes().acknowledged(now)).count(),
                rows.stream()
                        .map(row -> row.held().toCeiling())
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static long bytes(NodeRow row) {
        return row.judged() instanceof Look.Pending pending && !pending.ofConnections() ? pending.bytes() : 0;
    }

    /// Returns what matters most as one short sentence.
    String sentence() {
        String ceiling = earliest == null
                ? "no ceiling known"
                : earliest.isPositive() ? "earliest ceiling in " + Units.span(earliest) : "a ceiling is reached";
        return listed(
                Format.count(nodes, "node"),
                unknown == nodes ? "data at risk unknown" : Units.bytes(bytes) + " at risk",
                counted(unknown, "unknown"),
                retained == nodes ? "" : ceiling);
    }

    /// Returns what else is true of some of them, an empty text if nothing is.
    String others() {
        String others = listed(
                counted(stalled, "stalled"), counted(retained, "retained"), counted(acknowledged, "kept on purpose"));
        return others.isEmpty() ? "" : "Of these " + others;
    }

    private static String listed(String... parts) {
        String list = Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        return list.isEmpty() ? "" : list + ".";
    }

    private static String counted(long count, String what) {
        return count == 0 ? "" : count + " " + what;
    }
}
