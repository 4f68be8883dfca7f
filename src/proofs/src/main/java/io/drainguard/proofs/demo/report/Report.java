package io.drainguard.proofs.demo.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.proofs.demo.report.LookSeen.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The report of a story as one HTML file: no script, no network, light and dark, for screens of any width and paper.
public final class Report {
    private final Recording recording;
    private final Axis axis;
    private final List<Happening> faults;
    private final Html html = new Html();

    private Report(Recording recording) {
        this.recording = recording;
        this.axis = new Axis(recording.start(), recording.end());
        this.faults = recording.happenings().stream()
                .filter(one -> switch (one.kind()) {
                    case GUARD_KILLED, AGENT_GONE, AGENT_BACK -> true;
                    case SCALE_IN, NODE -> false;
                })
                .toList();
    }

    /// The page of a recording.
    public static String page(Recording recording) {
        return new Report(recording).page();
    }

    /// Writes the page of a recording, and makes the directories that it needs.
    public static Path write(Recording recording, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.writeString(file, page(recording));
    }

    private String page() {
        Recording.Scene scene = recording.scene();
        head(html, scene.story());
        html.open("body").open("main");
        head(scene);
        html.leaf("h2", "Each node's way out");
        legend();
        faults();
        NodePicture picture = new NodePicture(recording, axis, faults);
        recording.nodes().forEach(node -> picture.draw(html, node));
        html.leaf("p", ceiling(), "class", "muted");
        html.leaf("h2", "What it asked of AWS");
        html.open("ul", "class", "legend");
        swatch("c-read", "reads");
        swatch("c-change", "changes something");
        swatch("c-failed", "refused");
        html.close();
        new CallsPicture(recording, axis).draw(html);
        new Tables(html, recording).write();
        html.leaf("footer", foot(scene)).close().close().close();
        return html.toString();
    }

    /// Begins a page.
    static void head(Html html, String story) {
        html.open("html", "lang", "en").open("head");
        html.alone("meta", "charset", "utf-8")
                .alone("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .alone("meta", "name", "color-scheme", "content", "light dark")
                .alone(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src 'unsafe-inline'")
                .leaf("title", "Drainguard demo: " + story)
                .style(sheet())
                .close();
    }

    private void head(Recording.Scene scene) {
        html.open("header")
                .leaf(
                        "p",
                        "Drainguard demo, story \u201c" + scene.story() + "\u201d: a simulated account, not AWS",
                        "class",
                        "label")
                .leaf("h1", recording.verdict(), "class", recording.good() ? "good" : "bad")
                .leaf("p", sentence(scene));
        recording.broken().forEach(broken -> html.leaf("p", "FAILED: " + broken, "class", "bad"));
        html.open("dl", "class", "facts");
        fact("nodes had to go", recording.nodes().size() + "");
        fact("of them held data", withData() + "");
        fact("longest wait", longest());
        fact("last file to release", fromLastFile());
        fact("API calls", recording.calls().size() + "");
        fact(
                "lost",
                recording.lost().files() == 0 ? "nothing" : recording.lost().text());
        html.close().close();
    }

    private void fact(String name, String value) {
        html.open("div").leaf("dt", name).leaf("dd", value).close();
    }

    private static String sentence(Recording.Scene scene) {
        return scene.sentence().substring(0, 1).toUpperCase(Locale.ROOT)
                + scene.sentence().substring(1)
                + ".";
    }

    private long withData() {
        return recording.nodes().stream()
                .filter(node -> node.held().getFirst().files() > 0)
                .count();
    }

    private String longest() {
        return Words.clock(recording.nodes().stream()
                .map(NodeStory::waited)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO));
    }

    private String fromLastFile() {
        List<String> all = recording.nodes().stream()
                .map(NodeStory::fromLastFile)
                .filter(Objects::nonNull)
                .sorted()
                .map(Words::clock)
                .distinct()
                .toList();
        return switch (all.size()) {
            case 0 -> "-";
            case 1 -> all.getFirst();
            default -> all.getFirst() + " to " + all.getLast();
        };
    }

    private void legend() {
        html.open("ul", "class", "legend");
        for (Answer answer : Answer.values()) {
            Marks.legend(
                    html,
                    () -> Marks.look(html, "10", 10, answer, ""),
                    answer == Answer.UNDER_WAY ? "look not over" : "look: " + answer.word());
        }
        for (String decision : List.of("hold", "release", "give up", "leave")) {
            Marks.legend(html, () -> Marks.decision(html, "10", 10, decision, ""), decision);
        }
        Marks.legend(html, () -> Marks.heartbeat(html, "10", 10, ""), "heartbeat");
        html.close();
    }

    private void faults() {
        if (!faults.isEmpty()) {
            html.open("ol", "class", "faults");
            faults.forEach(fault -> html.leaf("li", Words.since(recording, fault.at()) + " " + fault.text()));
            html.close();
        }
    }

    private String ceiling() {
        String longest = "The longest hold (MaxHold) is "
                + Words.length(recording.scene().ceiling()) + " from the beginning of a wait on";
        boolean shown = recording.nodes().stream()
                .map(NodeStory::ceiling)
                .anyMatch(ceiling -> ceiling != null && axis.shows(ceiling));
        return longest + (shown ? ": the dashed line." : ", far beyond the right edge of this picture.");
    }

    private void swatch(String kind, String word) {
        Marks.legend(
                html,
                () -> html.shape("rect", "", "class", kind, "x", "8", "y", "4", "width", "4", "height", "12"),
                word);
    }

    private String foot(Recording.Scene scene) {
        return "Times count from the scale-in, on the simulated clock, which ran " + scene.speed()
                + " times as fast as the machine's. States, bytes, looks and calls are the simulator's own record; the decisions are from the journal of the "
                + scene.edition() + ". Group: " + scene.group() + ". Play it again: " + scene.command();
    }

    private static String sheet() {
        try (InputStream sheet = Objects.requireNonNull(Report.class.getResourceAsStream("report.css"))) {
            return new String(sheet.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
