package io.drainguard.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Prints a row for each decision of the guard, as its journal has it, beside what truly lies in the node's directory.
final class Table {
    private static final String ROW = "%-6s %-19s %-20s %8s %6s %9s  %-9s  %s%n";

    private final PrintStream out;
    private final Instant start;
    private final Map<String, QueueFiles> queues;

    Table(PrintStream out, Instant start, Map<String, QueueFiles> queues) {
        this.out = out;
        this.start = start;
        this.queues = queues;
    }

    void header() {
        out.printf(ROW, "time", "node", "state", "held for", "files", "bytes", "decision", "reason");
    }

    void decision(JsonNode line) {
        String node = line.path("node").asText();
        QueueFiles queue = queues.get(node);
        row(
                Instant.parse(line.path("time").asText()),
                node,
                line.path("state").asText(),
                clock(Duration.ofSeconds(line.path("heldForSeconds").asLong())),
                queue == null ? "-" : String.valueOf(queue.count()),
                queue == null ? "-" : size(queue.bytes()),
                line.path("decision").asText(),
                line.path("reason").asText());
    }

    void note(Instant at, String text) {
        out.printf("%-6s * %s%n", clock(Duration.between(start, at)), text);
    }

    private void row(Instant at, Object... cells) {
        Object[] all = new Object[cells.length + 1];
        all[0] = clock(Duration.between(start, at));
        System.arraycopy(cells, 0, all, 1, cells.length);
        out.printf(ROW, all);
    }

    /// Minutes and seconds.
    static String clock(Duration length) {
        return "%d:%02d".formatted(length.toMinutes(), length.toSecondsPart());
    }

    /// In the largest unit that gives at least 1.
    static String size(long bytes) {
        return bytes < 1024
                ? bytes + " B"
                : bytes < 1024 * 1024 ? bytes / 1024 + " KiB" : "%.1f MiB".formatted(bytes / 1024.0 / 1024.0);
    }
}
