package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a situation as text for people. Pure.
final class StatusText {
    private static final String UNKNOWN = "unknown";
    private static final String NONE = "-";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private StatusText() {}

    /// Returns the lines. With colours, a node that needs an operator is red, a node that the guard releases is green.
    static List<String> lines(Situation situation, boolean colours) {
        if (situation.rows().isEmpty()) {
            return List.of(nothing(situation));
        }
        Grid grid = new Grid(
                List.of(
                        "group",
                        "node",
                        "state",
                        "waits since",
                        "ceiling in",
                        "files",
                        "bytes",
                        "drains",
                        "empty in",
                        "last look",
                        "decision",
                        "reason"),
                Set.of(4, 5, 6, 7, 8, 9));
        situation.rows().forEach(row -> grid.add(cells(row, situation.at())));
        List<String> plain = grid.lines();
        List<String> lines = new ArrayList<>();
        lines.add(plain.getFirst());
        for (int i = 0; i < situation.rows().size(); i++) {
            lines.add(painted(plain.get(i + 1), situation.rows().get(i).decision(), colours));
        }
        lines.add("");
        lines.add(Format.count(situation.rows().size(), "node") + ", read at " + Format.time(situation.at())
                + ". A decision is what the guard's rule says now of the last look; the guard itself asks again"
                + " before it acts.");
        return lines;
    }

    private static String nothing(Situation situation) {
        if (situation.groups().isEmpty()) {
            return "No Auto Scaling group of this account and Region carries the tag 'drainguard': nothing is guarded"
                    + " here. Next: drainguard doctor";
        }
        return "No node waits or is retained in "
                + Format.count(situation.groups().size(), "group") + " (" + String.join(", ", situation.groups())
                + "), read at " + Format.time(situation.at()) + ".";
    }

    private static List<String> cells(NodeRow row, Instant now) {
        @Nullable Seen last = row.last();
        Decision decision = row.decision();
        return List.of(
                row.id().group(),
                row.id().instance(),
                row.state(),
                since(row),
                ceiling(row),
                last == null ? UNKNOWN : files(last.look()),
                last == null ? UNKNOWN : bytes(last.look()),
                drains(row.drain()),
                end(row.drain(), now),
                last == null ? "none" : Format.span(Duration.between(last.at(), now)) + " ago",
                decision == null ? UNKNOWN : Format.decision(decision),
                row.reason());
    }

    private static String since(NodeRow row) {
        Instant since = row.since();
        if (row.state().endsWith(":Retained")) {
            return NONE;
        }
        return since == null ? UNKNOWN : Format.time(since);
    }

    private static String ceiling(NodeRow row) {
        Duration left = row.toCeiling();
        if (row.state().endsWith(":Retained")) {
            return NONE;
        }
        if (left == null) {
            return UNKNOWN;
        }
        return left.isPositive() ? Format.span(left) : "reached";
    }

    private static String files(Look look) {
        return switch (look) {
            case Empty _ -> "0";
            case Pending pending -> String.valueOf(pending.files());
            case Unknown unknown -> UNKNOWN;
        };
    }

    private static String bytes(Look look) {
        return switch (look) {
            case Empty _ -> Format.bytes(0);
            case Pending pending -> Format.bytes(pending.bytes());
            case Unknown unknown -> UNKNOWN;
        };
    }

    private static String drains(Drain drain) {
        return switch (drain) {
            case Drain.Over() -> NONE;
            case Drain.Falling(double rate, Instant end) -> Format.bytes(rate * 60) + "/min";
            case Drain.Steady() -> "not at all";
            case Drain.Rising(double rate) -> "grows " + Format.bytes(rate * 60) + "/min";
            case Drain.Unclear(String reason) -> UNKNOWN;
        };
    }

    private static String end(Drain drain, Instant now) {
        return switch (drain) {
            case Drain.Over() -> "now";
            case Drain.Falling(double rate, Instant end) -> Format.span(Duration.between(now, end));
            case Drain.Steady _, Drain.Rising _, Drain.Unclear _ -> UNKNOWN;
        };
    }

    private static String painted(String line, @Nullable Decision decision, boolean colours) {
        if (!colours) {
            return line;
        }
        if (decision == null || decision.alarms()) {
            return RED + line + PLAIN;
        }
        return decision instanceof Decision.Release || decision instanceof Decision.Terminate
                ? GREEN + line + PLAIN
                : line;
    }
}
