package io.drainguard.proofs.demo.report;

import io.drainguard.proofs.demo.report.DlcRecording.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/// The report of a story of a DLC as one HTML file: what lay in the spool, what was delivered and who held the lease,
/// over time; then what happened, and the guard's decisions.
public final class DlcReport {
    private static final int HEIGHT = 160;

    private final DlcRecording recording;
    private final Axis axis;
    private final Html html = new Html();

    private DlcReport(DlcRecording recording) {
        this.recording = recording;
        this.axis = new Axis(recording.start(), recording.end());
    }

    /// Writes the page of a recording, and makes the directories that it needs.
    public static Path write(DlcRecording recording, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.writeString(file, new DlcReport(recording).page());
    }

    private String page() {
        DlcRecording.Scene scene = recording.scene();
        Report.head(html, scene.story());
        html.open("body").open("main").open("header");
        html.leaf(
                        "p",
                        "Drainguard demo, story \u201c" + scene.story() + "\u201d: a simulated account, not AWS",
                        "class",
                        "label")
                .leaf("h1", recording.verdict(), "class", recording.good() ? "good" : "bad")
                .leaf("p", scene.sentence() + ".")
                .close();
        html.leaf("h2", "Spool, delivery and lease");
        lines();
        holders();
        events();
        decisions();
        html.leaf("footer", foot(scene)).close().close().close();
        return html.toString();
    }

    private void lines() {
        html.open("svg", "width", "100%", "height", HEIGHT + 20 + "", "role", "img", "aria-label", "events over time");
        axis.draw(html, HEIGHT);
        dots("spooled and waiting", "c-change", Sample::waiting);
        dots("delivered", "c-read", Sample::delivered);
        html.close();
        html.leaf(
                "p",
                "Dots: events that wait in the spool, and events delivered; the top is " + recording.spooled() + ".",
                "class",
                "muted");
    }

    private void dots(String name, String kind, ToIntFunction<Sample> value) {
        for (Sample sample : recording.samples()) {
            double part = (double) value.applyAsInt(sample) / recording.spooled();
            html.open("svg", "x", axis.at(sample.at()), "overflow", "visible")
                    .shape(
                            "circle",
                            name + ": " + value.applyAsInt(sample),
                            "class",
                            kind,
                            "r",
                            "2",
                            "cy",
                            String.format(Locale.ROOT, "%.1f", HEIGHT * (1 - part)))
                    .close();
        }
    }

    private void holders() {
        html.open("table")
                .open("tr")
                .leaf("th", "from")
                .leaf("th", "to")
                .leaf("th", "lease held by")
                .close();
        List<Sample> samples = recording.samples();
        Instant from = samples.getFirst().at();
        for (int i = 1; i <= samples.size(); i++) {
            String holder = samples.get(i - 1).holder();
            if (i == samples.size() || !samples.get(i).holder().equals(holder)) {
                Instant to = samples.get(Math.min(i, samples.size() - 1)).at();
                html.open("tr")
                        .leaf("td", since(from))
                        .leaf("td", since(to))
                        .leaf("td", holder.isEmpty() ? "nobody at work" : holder)
                        .close();
                from = to;
            }
        }
        html.close();
    }

    private void events() {
        html.leaf("h2", "What happened").open("table");
        recording
                .happenings()
                .forEach(one -> html.open("tr")
                        .leaf("td", since(one.at()))
                        .leaf("td", one.text())
                        .close());
        html.close();
    }

    private void decisions() {
        html.leaf("h2", "What the guard decided").open("table");
        recording
                .decisions()
                .forEach(one -> html.open("tr")
                        .leaf("td", since(one.at()))
                        .leaf("td", one.node())
                        .leaf("td", one.decision())
                        .leaf("td", one.reason())
                        .close());
        html.close();
    }

    private String since(Instant at) {
        return Words.clock(Duration.between(recording.start(), at));
    }

    private static String foot(DlcRecording.Scene scene) {
        return "Times count on the simulated clock, which ran " + scene.speed()
                + " times as fast as the machine's. The decisions are from the journal of the " + scene.edition()
                + ". Group: " + scene.group() + ". Play it again: " + scene.command();
    }
}
