package io.drainguard.proofs.demo.report;

import io.drainguard.proofs.demo.report.DsiemRecording.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;

/// The report of a story of a dsiem cluster as one HTML file: events accepted and seen by each backend, alarms raised
/// and shipped, over time; each node's way out; and all of it in words.
public final class DsiemReport {
    private static final int HEIGHT = 160;
    private static final int KINDS = 5;

    private final DsiemRecording recording;
    private final Axis axis;
    private final Html html = new Html();

    private DsiemReport(DsiemRecording recording) {
        this.recording = recording;
        this.axis = new Axis(recording.account().start(), recording.account().end());
    }

    /// The page of a recording.
    public static String page(DsiemRecording recording) {
        return new DsiemReport(recording).page();
    }

    /// Writes the page of a recording, and makes the directories that it needs.
    public static Path write(DsiemRecording recording, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.writeString(file, page(recording));
    }

    private String page() {
        Recording account = recording.account();
        Report.head(html, account.scene().story());
        html.open("body").open("main").open("header");
        html.leaf(
                        "p",
                        "Drainguard demo, story \u201c" + account.scene().story()
                                + "\u201d: a simulated account, not AWS",
                        "class",
                        "label")
                .leaf("h1", recording.verdict(), "class", recording.good() ? "good" : "bad")
                .leaf("p", account.scene().sentence() + ".");
        facts();
        html.close();
        html.leaf("h2", "Events");
        chart(events());
        html.leaf("h2", "Alarms");
        Map<String, ToIntFunction<Sample>> alarms = new LinkedHashMap<>();
        alarms.put("raised", Sample::raised);
        alarms.put("shipped", Sample::shipped);
        chart(alarms);
        html.leaf("h2", "Each node's way out");
        NodePicture picture = new NodePicture(account, axis, List.of());
        account.nodes().forEach(node -> picture.draw(html, node));
        new Tables(html, account).write();
        html.leaf("footer", foot(account.scene())).close().close().close();
        return html.toString();
    }

    private void facts() {
        Sample last = recording.last();
        html.open("dl", "class", "facts");
        fact("events accepted", last.accepted());
        recording
                .names()
                .forEach((instance, node) ->
                        fact("seen by " + node + ", " + instance, last.seen().getOrDefault(instance, 0)));
        fact("alarms raised", last.raised());
        fact("alarms shipped", last.shipped());
        html.close();
    }

    private void fact(String name, int value) {
        html.open("div")
                .leaf("dt", name)
                .leaf("dd", String.format(Locale.ROOT, "%,d", value))
                .close();
    }

    private Map<String, ToIntFunction<Sample>> events() {
        Map<String, ToIntFunction<Sample>> series = new LinkedHashMap<>();
        series.put("accepted", Sample::accepted);
        recording
                .names()
                .forEach((instance, node) -> series.put(
                        "seen by " + instance + " (" + node + ")",
                        sample -> sample.seen().getOrDefault(instance, 0)));
        return series;
    }

    private void chart(Map<String, ToIntFunction<Sample>> series) {
        int most = series.values().stream()
                .mapToInt(value -> value.applyAsInt(recording.last()))
                .max()
                .orElse(1);
        html.open("ul", "class", "legend");
        int kind = 0;
        for (String name : series.keySet()) {
            String style = style(kind);
            Marks.legend(
                    html,
                    () -> html.shape("line", "", "class", style, "x1", "0", "x2", "20", "y1", "10", "y2", "10"),
                    name);
            kind++;
        }
        html.close();
        html.open("svg", "width", "100%", "height", HEIGHT + 20 + "", "role", "img", "aria-label", inWords(series));
        axis.draw(html, HEIGHT);
        html.open(
                "svg",
                "width",
                "100%",
                "height",
                HEIGHT + "",
                "viewBox",
                "0 0 1000 " + HEIGHT,
                "preserveAspectRatio",
                "none");
        kind = 0;
        for (Map.Entry<String, ToIntFunction<Sample>> one : series.entrySet()) {
            html.shape("path", one.getKey(), "class", style(kind), "d", line(one.getValue(), Math.max(1, most)));
            kind++;
        }
        html.close().close();
        html.leaf("p", String.format(Locale.ROOT, "The top is %,d.", most), "class", "muted");
    }

    private static String style(int kind) {
        return "series series-" + kind % KINDS;
    }

    private String inWords(Map<String, ToIntFunction<Sample>> series) {
        StringBuilder words = new StringBuilder("Over time, in the end:");
        series.forEach((name, value) -> words.append(' ')
                .append(name)
                .append(' ')
                .append(value.applyAsInt(recording.last()))
                .append(';'));
        return words.toString();
    }

    private String line(ToIntFunction<Sample> value, int most) {
        StringBuilder line = new StringBuilder();
        for (Sample sample : recording.samples()) {
            line.append(line.isEmpty() ? 'M' : 'L')
                    .append(String.format(
                            Locale.ROOT,
                            "%.1f %.1f",
                            axis.part(sample.at()) * 1000,
                            HEIGHT * (1 - (double) value.applyAsInt(sample) / most)));
        }
        return line.toString();
    }

    private String foot(Recording.Scene scene) {
        return "Times count on the simulated clock, which ran " + scene.speed() + " times as fast as the machine's; "
                + Words.clock(Duration.between(
                        recording.account().start(), recording.account().end()))
                + " in all. Events are counted where they arrive; the decisions are from the journal of the "
                + scene.edition() + ". Groups: " + scene.group() + ". Play it again: " + scene.command();
    }
}
