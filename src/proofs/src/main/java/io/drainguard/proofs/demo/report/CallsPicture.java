package io.drainguard.proofs.demo.report;

import io.drainguard.sim.world.Call;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Draws the API calls over time, a row for each operation, the most frequent first.
final class CallsPicture {
    private static final int ROW = 18;

    private final Recording recording;
    private final Axis axis;

    CallsPicture(Recording recording, Axis axis) {
        this.recording = recording;
        this.axis = axis;
    }

    /// The calls by operation, the most frequent first.
    static List<Map.Entry<String, List<Call>>> byAction(Recording recording) {
        return recording.calls().stream()
                .collect(Collectors.groupingBy(Call::action, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .sorted(Comparator.comparing(
                        (Map.Entry<String, List<Call>> entry) ->
                                entry.getValue().size(),
                        Comparator.reverseOrder()))
                .toList();
    }

    /// Whether an operation changes something.
    static boolean changes(String action) {
        return !action.startsWith("Describe") && !action.startsWith("List") && !action.startsWith("Get");
    }

    /// Draws it.
    void draw(Html html) {
        html.open("div", "class", "calls");
        for (Map.Entry<String, List<Call>> row : byAction(recording)) {
            String action = row.getKey();
            html.open("div", "class", "call")
                    .open("div", "class", "name")
                    .leaf("span", action)
                    .leaf("b", row.getValue().size() + "")
                    .close();
            html.open("svg", "width", "100%", "height", ROW + "", "aria-hidden", "true");
            axis.ticks()
                    .forEach(tick -> html.shape(
                            "line", "", "class", "grid", "x1", axis.at(tick), "x2", axis.at(tick), "y2", ROW + ""));
            row.getValue().forEach(call -> call(html, call));
            html.close().close();
        }
        html.open("div", "class", "call axis")
                .leaf("div", "", "class", "name")
                .open("svg", "width", "100%", "height", "18", "aria-hidden", "true");
        axis.draw(html, 0);
        html.close().close().close();
    }

    private void call(Html html, Call call) {
        String kind = !call.ok() ? "c-failed" : changes(call.action()) ? "c-change" : "c-read";
        html.open("svg", "x", axis.at(call.at()), "overflow", "visible")
                .shape(
                        "rect",
                        Words.since(recording, call.at()) + " " + call.action() + ": " + call.outcome(),
                        "class",
                        kind,
                        "x",
                        "-1.5",
                        "y",
                        call.ok() ? "4" : "1",
                        "width",
                        "3",
                        "height",
                        call.ok() ? "10" : "16")
                .close();
    }
}
