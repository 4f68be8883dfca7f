package io.drainguard.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Writes a history for people, or as one line of JSON. Pure.
final class HistoryText {
    private static final JsonMapper JSON = new JsonMapper();
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private HistoryText() {}

    /// Returns the lines for people.
    ///
    /// @param all whether to show every event; otherwise the first and the last of a run
    static List<String> lines(History history, boolean all) {
        List<String> lines = new ArrayList<>();
        lines.add("history of " + history.id() + ", " + Format.time(history.since()) + " to "
                + Format.time(history.until()));
        List<Run> runs = runs(history.events());
        for (int i = 0; i < history.events().size(); i++) {
            Happened event = history.events().get(i);
            Run run = runs.get(i);
            if (all || run.first() == i || run.last() == i) {
                lines.add(line(history, event, i, run, all));
            }
        }
        if (history.events().isEmpty()) {
            lines.add("nothing happened to it, as far as it was read");
        }
        lines.add("");
        String read = history.sources().stream()
                .filter(History.Source::whole)
                .map(History.Source::name)
                .collect(Collectors.joining(", "));
        lines.add((history.complete() ? "Read: " : "Not complete. Read: ") + (read.isEmpty() ? "nothing" : read) + ".");
        return lines;
    }

    private static String line(History history, Happened event, int index, Run run, boolean all) {
        String since = !all && run.count() > 2 && run.last() == index
                ? " (" + run.count() + " since "
                        + SECOND.format(history.events().get(run.first()).at()).substring(11) + ")"
                : "";
        return SECOND.format(event.at()) + "  " + String.format(Locale.ROOT, "%-8s", event.kind()) + "  " + event.text()
                + since;
    }

    /// A run of events of one kind that say the same, by their places in the history.
    private static final class Run {
        private final int first;
        private int last;
        private int count;

        private Run(int first) {
            this.first = first;
        }

        int first() {
            return first;
        }

        int last() {
            return last;
        }

        int count() {
            return count;
        }

        private void add(int place) {
            last = place;
            count++;
        }
    }

    /// Returns the run that each event belongs to. What other sources say in between ends no run.
    private static List<Run> runs(List<Happened> events) {
        List<Run> runs = new ArrayList<>();
        Map<String, String> says = new HashMap<>();
        Map<String, Run> open = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            Happened event = events.get(i);
            Run run = event.run().equals(says.put(event.kind(), event.run()))
                    ? open.getOrDefault(event.kind(), new Run(i))
                    : new Run(i);
            run.add(i);
            open.put(event.kind(), run);
            runs.add(run);
        }
        return runs;
    }

    /// Returns the line for machines.
    static String json(History history) {
        ObjectNode root = JSON.createObjectNode()
                .put("node", history.id().instance())
                .put(
                        "group",
                        history.id().group().equals("-") ? null : history.id().group())
                .put("since", history.since().toString())
                .put("until", history.until().toString())
                .put("complete", history.complete());
        var events = root.putArray("events");
        history.events().forEach(event -> {
            ObjectNode one = events.addObject()
                    .put("at", event.at().toString())
                    .put("kind", event.kind())
                    .put("text", event.text());
            event.addTo(one);
        });
        var sources = root.putArray("sources");
        history.sources()
                .forEach(source -> sources.addObject()
                        .put("source", source.name())
                        .put("whole", source.whole())
                        .put("problem", source.whole() ? null : source.problem()));
        return root.toString();
    }
}
