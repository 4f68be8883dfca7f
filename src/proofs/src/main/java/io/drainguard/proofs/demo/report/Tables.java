package io.drainguard.proofs.demo.report;

import io.drainguard.sim.world.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Everything that the pictures show, in words. On a narrow screen each row becomes a card whose lines name their
/// column.
final class Tables {
    private final Html html;
    private final Recording recording;

    Tables(Html html, Recording recording) {
        this.html = html;
        this.recording = recording;
    }

    /// Writes them all.
    void write() {
        html.leaf("h2", "The same in words");
        nodes();
        happenings();
        decisions();
        looks();
        calls();
    }

    private void nodes() {
        table(
                "What became of each node",
                List.of(
                        "node",
                        "at the scale-in",
                        "a plain scale-in takes",
                        "waited",
                        "looks",
                        "last file to release",
                        "outcome"),
                recording.nodes().stream()
                        .map(node -> List.of(
                                node.id(),
                                node.held().getFirst().text(),
                                node.atRisk().text(),
                                Words.clock(node.waited()),
                                node.looks().size() + "",
                                fromLastFile(node),
                                node.outcome()))
                        .toList());
    }

    /// From a node's last file to its release, or a dash.
    private static String fromLastFile(NodeStory node) {
        Duration length = node.fromLastFile();
        return length == null ? "-" : Words.clock(length);
    }

    private void happenings() {
        table(
                "What happened",
                List.of("time", "what"),
                recording.happenings().stream()
                        .sorted(Comparator.comparing(Happening::at))
                        .map(one -> List.of(time(one.at()), one.text()))
                        .toList());
    }

    private void decisions() {
        table(
                "What the guard decided, from its journal",
                List.of("time", "called by", "node", "decision", "saw", "reason"),
                recording.decisions().stream()
                        .map(one -> List.of(
                                time(one.at()),
                                one.caller(),
                                one.node(),
                                one.decision() + (one.outcomeCode().equals("failed") ? " (failed)" : ""),
                                one.seen(),
                                one.reason()))
                        .toList());
    }

    private void looks() {
        table(
                "The looks, as Systems Manager recorded them",
                List.of("sent", "ended", "node", "answer", "detail"),
                recording.nodes().stream()
                        .flatMap(node -> node.looks().stream().map(look -> Map.entry(node.id(), look)))
                        .sorted(Comparator.comparing(entry -> entry.getValue().sent()))
                        .map(entry -> look(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private List<String> look(String node, LookSeen look) {
        Instant ended = look.ended();
        return List.of(
                time(look.sent()),
                ended == null ? "-" : time(ended),
                node,
                look.answer().word(),
                look.detail());
    }

    private void calls() {
        table(
                "API calls, the scale-in's own included",
                List.of("calls", "operation", "refused", "kind"),
                CallsPicture.byAction(recording).stream()
                        .map(row -> List.of(
                                row.getValue().size() + "",
                                row.getKey(),
                                row.getValue().stream()
                                        .filter(call -> !call.ok())
                                        .map(Call::outcome)
                                        .distinct()
                                        .toList()
                                        .toString()
                                        .replaceAll("[\\[\\]]", ""),
                                CallsPicture.changes(row.getKey()) ? "changes something" : "reads"))
                        .toList());
    }

    private void table(String caption, List<String> columns, List<List<String>> rows) {
        html.open("table").leaf("caption", caption).open("thead").open("tr");
        columns.forEach(column -> html.leaf("th", column, "scope", "col"));
        html.close().close().open("tbody");
        for (List<String> row : rows) {
            html.open("tr");
            for (int i = 0; i < row.size(); i++) {
                html.leaf("td", row.get(i), "data-column", columns.get(i));
            }
            html.close();
        }
        html.close().close();
    }

    private String time(Instant at) {
        return Words.since(recording, at);
    }
}
