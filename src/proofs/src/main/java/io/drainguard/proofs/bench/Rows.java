package io.drainguard.proofs.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Some rows of the benchmark's table, and the tables behind them.
///
/// @param rows one for each goal
/// @param text tables and remarks, as Markdown
record Rows(List<Figure> rows, String text) {
    static String line(Object... cells) {
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ').append(cell).append(" |");
        }
        return line.append('\n').toString();
    }

    /// One line for each goal.
    static String table(List<Figure> rows) {
        StringBuilder out = new StringBuilder("| figure | goal | measured | | note |\n|---|---|---|---|---|\n");
        rows.forEach(row -> out.append("| %s | %s | %s | %s | %s |%n"
                .formatted(row.figure(), row.goal(), row.measured(), row.pass() ? "pass" : "**miss**", row.note())));
        return out.toString();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
    }

    static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    static String seconds(Duration span) {
        return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1000.0);
    }
}
