package io.drainguard.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.cli.Departures.Change;
import io.drainguard.cli.Departures.Progress;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Prints what `drainguard wait` sees, for people or as JSON lines.
record WaitText(Terminal terminal, boolean json) {
    private static final JsonMapper JSON = new JsonMapper();

    /// Prints a change at a node.
    void change(Change change, Instant at) {
        Progress node = change.now();
        Stage before = change.before();
        if (json) {
            ObjectNode line = line(at, "node")
                    .put("group", node.id().group())
                    .put("node", node.id().instance())
                    .put("was", before == null ? null : before.text())
                    .put("is", node.stage().text())
                    .put("gone", node.gone())
                    .put("stays", node.stays());
            terminal.say(line.toString());
        } else {
            terminal.say(Format.time(at) + "  " + node.id() + "  " + (before == null ? "" : before.text() + " -> ")
                    + node.stage().text());
        }
    }

    /// The ways in which a wait ends.
    enum End {
        /// All nodes have gone.
        GONE("gone"),
        /// A node will not go now.
        STAYS("stays"),
        /// The time is over.
        LATE("late"),
        /// The operator stopped it.
        STOPPED("stopped");

        private final String word;

        End(String word) {
            this.word = word;
        }
    }

    /// Prints how the wait ended.
    void ended(End how, Departures departures, int exitCode, Instant at) {
        List<Progress> left = departures.left();
        List<Progress> staying = departures.staying();
        int all = departures.all().size();
        if (json) {
            ObjectNode line = line(at, "end").put("how", how.word).put("gone", all - left.size());
            ids(left).forEach(line.putArray("left")::add);
            ids(staying).forEach(line.putArray("staying")::add);
            terminal.say(line.put("exitCode", exitCode).toString());
            return;
        }
        String gone = all == 0
                ? "No node waits or was retained."
                : (all - left.size()) + " of " + Format.count(all, "node") + " gone";
        switch (how) {
            case GONE -> terminal.say(all == 0 ? gone : gone + ".");
            case STAYS -> {
                terminal.say(gone + ".");
                staying.forEach(node -> terminal.err()
                        .println("drainguard: node " + node.id() + ": it does not go: it is "
                                + node.stage().text() + "; next: see 'drainguard history "
                                + node.id().instance() + "'"));
            }
            case LATE, STOPPED ->
                terminal.say(gone + "; still there: "
                        + left.stream()
                                .map(node -> node.id() + " (" + node.stage().text() + ")")
                                .collect(Collectors.joining(", "))
                        + ".");
        }
        terminal.err().flush();
    }

    private static List<String> ids(List<Progress> nodes) {
        return nodes.stream().map(node -> node.id().instance()).toList();
    }

    private static ObjectNode line(Instant at, String event) {
        return JSON.createObjectNode().put("time", at.toString()).put("event", event);
    }
}
