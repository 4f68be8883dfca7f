package io.drainguard.cli;

import io.drainguard.cli.Next.Why;
import io.drainguard.decide.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The nodes that wait or were retained at one moment.
///
/// @param at the time of the reading, by AWS's clock
/// @param groups names of the groups that were read
/// @param guard the settings by which they are judged, `null` where there is no node and nothing to judge
/// @param rows one row for each node, group by group, the worst group and the worst node first
/// @param problems what could not be read, one sentence each
record Situation(
        Instant at, List<String> groups, @Nullable GuardSettings guard, List<NodeRow> rows, List<String> problems) {
    private static final Set<Why> PRESSING = Set.of(
            Why.NO_HOOK, Why.UNKNOWN, Why.AT_CEILING, Why.STALLED, Why.FILLING, Why.NEAR_CEILING, Why.UNPROTECTED);

    /// Nodes that press before those that must be decided on, then those that drain, those that are kept on purpose and
    /// those that go; among these the one with the least time left first.
    private static final Comparator<NodeRow> WORST_FIRST = Comparator.comparingInt(Situation::rank)
            .thenComparing(Situation::left)
            .thenComparing(row -> row.id().instance());

    Situation {
        groups = List.copyOf(groups);
        rows = sorted(rows);
        problems = List.copyOf(problems);
    }

    private static int rank(NodeRow row) {
        if (row.next().stream().anyMatch(next -> PRESSING.contains(next.why()))) {
            return 0;
        }
        if (row.decision() instanceof Decision.Release || row.decision() instanceof Decision.Terminate) {
            return 4;
        }
        if (row.notes().quietUntil() != null) {
            return 3;
        }
        return row.retained() ? 1 : 2;
    }

    /// A retained node has all the time that somebody pays for; how much a waiting one has may not be known.
    private static Duration left(NodeRow row) {
        Duration left = row.held().toCeiling();
        if (left == null) {
            return row.retained() ? ChronoUnit.FOREVER.getDuration() : Duration.ZERO;
        }
        return left;
    }

    private static List<NodeRow> sorted(List<NodeRow> rows) {
        return byGroup(rows.stream().sorted(WORST_FIRST).toList()).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    private static Map<String, List<NodeRow>> byGroup(List<NodeRow> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.id().group(), LinkedHashMap::new, Collectors.toList()));
    }

    /// Returns the rows of each group.
    Map<String, List<NodeRow>> byGroup() {
        return byGroup(rows);
    }
}
