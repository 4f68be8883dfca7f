package io.drainguard.proofs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Prints a row for each decision, as the guard's journal has it, and a starred note for what happens beside it.
/// Times count from the scale-in. Safe for several threads.
final class Table {
    private static final String ROW = "%5s  %-11s  %-19s  %-20s %8s  %5s  %9s  %-9s  %s";

    private final PrintStream out;
    private final AnsiColors paint;
    private volatile Instant zero = Instant.EPOCH;

    Table(PrintStream out, AnsiColors paint) {
        this.out = out;
        this.paint = paint;
    }

    /// Prints the header; `zero` is the time from which all others count.
    synchronized void header(Instant zero) {
        this.zero = zero;
        line(ROW.formatted("time", "called by", "node", "state", "held for", "files", "bytes", "decision", "reason"));
    }

    /// Prints a line of the journal that tells a decision.
    ///
    /// @param caller what had called the guard
    synchronized void decision(String caller, JsonNode line) {
        String decision = line.path("decision").asText();
        String row = ROW.formatted(
                since(Instant.parse(line.path("time").asText())),
                caller,
                line.path("node").asText(),
                line.path("state").asText(),
                heldFor(line),
                seen(line, "files"),
                line.has("bytes") ? size(line.path("bytes").asLong()) : seen(line, "bytes"),
                decision,
                reason(line));
        line(paint.decision(decision, row));
    }

    /// Prints a note.
    synchronized void note(Instant at, String text) {
        line(paint.note("%5s  * %s".formatted(since(at), text)));
    }

    /// Prints anything else.
    synchronized void line(String text) {
        out.println(text);
        out.flush();
    }

    private String since(Instant at) {
        return clock(Duration.between(zero, at));
    }

    /// A retained node is no longer held.
    private static String heldFor(JsonNode line) {
        return line.path("state").asText().endsWith(":Retained")
                ? "-"
                : clock(Duration.ofSeconds(line.path("heldForSeconds").asLong()));
    }

    /// A number of the look: of an empty one 0, of an unknown one nobody can say.
    private static String seen(JsonNode line, String number) {
        String unseen = line.path("look").asText().equals("empty") ? "0" : "?";
        return line.path(number).asText(unseen);
    }

    /// What came of the decision is worth a word only where it was not carried out.
    private static String reason(JsonNode line) {
        String reason = line.path("reason").asText();
        return switch (line.path("outcomeCode").asText()) {
            case "failed", "already-ended" ->
                reason + " (" + line.path("outcome").asText() + ")";
            default -> reason;
        };
    }

    /// Minutes and seconds.
    static String clock(Duration length) {
        return "%d:%02d".formatted(length.toMinutes(), length.toSecondsPart());
    }

    /// In the largest unit that gives at least 1.
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        return bytes < 1024 * 1024
                ? bytes / 1024 + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
    }
}
