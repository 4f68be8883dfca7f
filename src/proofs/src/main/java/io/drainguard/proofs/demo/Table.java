package io.drainguard.proofs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.demo.report.Words;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Prints a row for each decision, as the guard's journal has it, and a starred note for what happens beside it.
/// Times count from the scale-in, and never run backwards: processes tell of the same moment one after the other, so a
/// row waits a little for rows of earlier times. One that comes later still stands at the time of the row above, and
/// says of when it is. Safe for several threads.
final class Table {
    private static final String ROW = "%-11s  %-19s  %-20s %8s  %5s  %9s  %-9s  %s";

    /// For so long a row waits, in real time.
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(300);

    private final PrintStream out;
    private final AnsiColors paint;
    private final LongSupplier nanos;
    private final List<Row> waiting = new ArrayList<>();
    private Instant zero = Instant.EPOCH;
    private Duration last = Duration.ZERO;
    private boolean over;

    Table(PrintStream out, AnsiColors paint) {
        this(out, paint, System::nanoTime);
    }

    /// @param nanos the machine's clock
    Table(PrintStream out, AnsiColors paint, LongSupplier nanos) {
        this.out = out;
        this.paint = paint;
        this.nanos = nanos;
    }

    private record Row(Instant at, long came, String text, UnaryOperator<String> paint) {}

    /// Prints the header; `zero` is the time from which all others count.
    synchronized void header(Instant zero) {
        printUntil(Instant.MAX);
        this.zero = zero;
        this.last = Duration.ZERO;
        this.over = false;
        line("%5s  ".formatted("time")
                + ROW.formatted("called by", "node", "state", "held for", "files", "bytes", "decision", "reason"));
    }

    /// Prints a line of the journal that tells a decision.
    ///
    /// @param caller what had called the guard
    synchronized void decision(String caller, JsonNode line) {
        String decision = line.path("decision").asText();
        String row = ROW.formatted(
                caller,
                line.path("node").asText(),
                line.path("state").asText(),
                heldFor(line),
                seen(line, "files"),
                line.has("bytes") ? Words.size(line.path("bytes").asLong()) : seen(line, "bytes"),
                decision,
                reason(line));
        add(Instant.parse(line.path("time").asText()), row, text -> paint.decision(decision, text));
    }

    /// Prints a note.
    synchronized void note(Instant at, String text) {
        add(at, "* " + text, paint::note);
    }

    /// Prints the rows that have waited long enough, and those of earlier times.
    synchronized void settle() {
        long now = nanos.getAsLong();
        waiting.stream()
                .filter(row -> now - row.came() >= PATIENCE)
                .map(Row::at)
                .max(Comparator.naturalOrder())
                .ifPresent(this::printUntil);
    }

    /// Prints the last rows; those that come later would stand in the midst of the summary, and are left out.
    synchronized void end() {
        printUntil(Instant.MAX);
        over = true;
    }

    /// Prints anything else, after every row.
    synchronized void line(String text) {
        printUntil(Instant.MAX);
        print(text);
    }

    private void add(Instant at, String text, UnaryOperator<String> colour) {
        if (!over) {
            waiting.add(new Row(at, nanos.getAsLong(), text, colour));
        }
    }

    private void printUntil(Instant until) {
        waiting.sort(Comparator.comparing(Row::at));
        while (!waiting.isEmpty() && !waiting.getFirst().at().isAfter(until)) {
            print(waiting.removeFirst());
        }
    }

    private void print(Row row) {
        boolean late = since(row.at()).compareTo(last) < 0;
        last = late ? last : since(row.at());
        String text = late ? row.text() + " (at " + Words.clock(since(row.at())) + ")" : row.text();
        print(row.paint().apply("%5s  %s".formatted(Words.clock(last), text)));
    }

    private void print(String text) {
        out.println(text);
        out.flush();
    }

    /// In whole seconds, as it is shown.
    private Duration since(Instant at) {
        return Duration.ofSeconds(Duration.between(zero, at).toSeconds());
    }

    /// A retained node is no longer held.
    private static String heldFor(JsonNode line) {
        return line.path("state").asText().endsWith(":Retained")
                ? "-"
                : Words.clock(Duration.ofSeconds(line.path("heldForSeconds").asLong()));
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
}
