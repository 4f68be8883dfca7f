package io.drainguard.cli;

import io.drainguard.cli.Next.Why;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Units;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes a situation as text for people. Pure.
final class StatusText {
    /// The default view keeps within these columns, which every terminal has.
    private static final int WIDTH = 80;

    private static final String NEXT = "  next: ";
    private static final String WHY = "  why:  ";
    private static final String INDENT = " ".repeat(NEXT.length());

    private static final Set<Why> RED = Set.of(Why.NO_HOOK, Why.UNKNOWN, Why.AT_CEILING, Why.UNPROTECTED);
    private static final Set<Why> YELLOW = Set.of(Why.STALLED, Why.FILLING, Why.NEAR_CEILING, Why.RETAINED);

    private StatusText() {}

    /// Returns the lines of the default view: a heading for each group, the worst node first, and below a node that
    /// needs somebody what to do. With colours, red is what nobody knows or what ends now, yellow what stands
    /// still, grows, is retained or comes near its ceiling, green what the guard lets go.
    static List<String> lines(Situation situation, boolean colours) {
        if (situation.rows().isEmpty()) {
            return nothing(situation);
        }
        Grid grid = new Grid(
                List.of("node", "state", "held", "left", "data", "rate/min", "empty", "now"),
                Set.of(2, 3, 4, 5, 6),
                WIDTH);
        situation.rows().forEach(row -> grid.add(cells(row, situation.at())));
        List<String> table = grid.lines();
        List<String> lines = new ArrayList<>();
        lines.add(table.getFirst());
        int at = 1;
        for (Map.Entry<String, List<NodeRow>> group : situation.byGroup().entrySet()) {
            List<NodeRow> rows = group.getValue();
            heading(group.getKey(), rows.size(), colours, lines);
            for (NodeRow row : rows) {
                lines.add(painted(table.get(at++), row, colours));
                row.next().forEach(next -> lines.addAll(next(next)));
            }
        }
        lines.add("");
        lines.addAll(foot(situation, WIDTH, colours));
        return lines;
    }

    /// Returns the lines of the wide view: all that is known, a row for each node and why the rule decides so.
    static List<String> wide(Situation situation, boolean colours) {
        if (situation.rows().isEmpty()) {
            return nothing(situation);
        }
        Grid grid = new Grid(
                List.of(
                        "group",
                        "node",
                        "state",
                        "since",
                        "held",
                        "ceiling in",
                        "files",
                        "bytes",
                        "drains/min",
                        "empty in",
                        "last look",
                        "decision"),
                Set.of(4, 5, 6, 7, 8, 9, 10));
        situation.rows().forEach(row -> grid.add(wideCells(row, situation.at())));
        List<String> table = grid.lines();
        List<String> lines = new ArrayList<>();
        lines.add(table.getFirst());
        int at = 1;
        for (NodeRow row : situation.rows()) {
            lines.add(painted(table.get(at++), row, colours));
            lines.add(Columns.plain(WHY + row.reason()));
            row.next()
                    .forEach(next -> lines.add(
                            Columns.plain(NEXT + next.text() + (next.see() == null ? "" : "; see " + next.see()))));
        }
        lines.add("");
        lines.addAll(foot(situation, Integer.MAX_VALUE, colours));
        return lines;
    }

    private static List<String> nothing(Situation situation) {
        if (situation.groups().isEmpty()) {
            return List.of("No Auto Scaling group of this account and Region carries the tag 'drainguard': nothing is"
                    + " guarded here. Next: drainguard doctor");
        }
        return List.of(Columns.plain("No node waits or is retained in "
                + Format.count(situation.groups().size(), "group") + " (" + String.join(", ", situation.groups())
                + "), read at " + Format.time(situation.at()) + "."));
    }

    private static List<String> cells(NodeRow row, Instant now) {
        StatusCells cells = new StatusCells(row, now, Format::shortSpan);
        return List.of(
                row.id().instance(),
                cells.state(),
                cells.held(),
                cells.left(),
                cells.data(),
                cells.perMinute(),
                cells.end(),
                cells.decision());
    }

    private static List<String> wideCells(NodeRow row, Instant now) {
        StatusCells cells = new StatusCells(row, now, Units::span);
        return List.of(
                row.id().group(),
                row.id().instance(),
                row.state(),
                cells.since(),
                cells.held(),
                cells.left(),
                cells.files(),
                cells.bytes(),
                cells.perMinute(),
                cells.end(),
                cells.look(),
                cells.decision());
    }

    private static void heading(String group, int nodes, boolean colours, List<String> lines) {
        String text = Columns.plain("group " + group) + ", " + Format.count(nodes, "node");
        lines.add(Paint.BOLD.on(text, colours));
    }

    private static List<String> next(Next next) {
        List<String> lines = new ArrayList<>(Columns.wrapped(NEXT + Columns.plain(next.text()), WIDTH, INDENT));
        String see = next.see();
        if (see != null) {
            String more = "; see " + see;
            String last = lines.getLast();
            if (Columns.of(last + more) <= WIDTH) {
                lines.set(lines.size() - 1, last + more);
            } else {
                lines.add(INDENT + "see " + see);
            }
        }
        return lines;
    }

    private static List<String> foot(Situation situation, int width, boolean colours) {
        List<String> lines = new ArrayList<>();
        GuardSettings guard = situation.guard();
        if (guard != null) {
            String whose = guard.fallsBack()
                    ? "Settings of your environment, since " + guard.whose() + ": times left may be wrong."
                    : "Settings of " + guard.whose() + ".";
            Columns.wrapped(Columns.plain(whose), width, "  ")
                    .forEach(line -> lines.add(guard.fallsBack() ? Paint.YELLOW.on(line, colours) : line));
            guard.notes().forEach(note -> lines.addAll(Columns.wrapped(Columns.plain("Note: " + note), width, "  ")));
        }
        lines.addAll(Columns.wrapped(
                "Read at " + Format.time(situation.at()) + "; the guard looks again before it acts.", width, "  "));
        Totals totals = Totals.of(situation.rows(), situation.at());
        if (!totals.others().isEmpty()) {
            lines.add(totals.others());
        }
        lines.add(totals.sentence());
        return lines;
    }

    private static String painted(String line, NodeRow row, boolean colours) {
        Paint paint = Paint.NONE;
        if (row.next().stream().anyMatch(next -> RED.contains(next.why()))) {
            paint = Paint.RED;
        } else if (row.next().stream().anyMatch(next -> YELLOW.contains(next.why()))) {
            paint = Paint.YELLOW;
        } else if (row.decision() instanceof Decision.Release || row.decision() instanceof Decision.Terminate) {
            paint = Paint.GREEN;
        }
        return paint.on(line, colours);
    }

    /// The escape sequences of a terminal (ECMA-48, Select Graphic Rendition).
    private enum Paint {
        NONE(""),
        BOLD("\u001b[1m"),
        RED("\u001b[31m"),
        YELLOW("\u001b[33m"),
        GREEN("\u001b[32m");

        private final String sequence;

        Paint(String sequence) {
            this.sequence = sequence;
        }

        String on(String line, boolean colours) {
            return colours && !sequence.isEmpty() ? sequence + line + "\u001b[0m" : line;
        }
    }
}
