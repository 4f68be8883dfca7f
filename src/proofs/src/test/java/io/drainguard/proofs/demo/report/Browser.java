package io.drainguard.proofs.demo.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A real browser without a window, that shows a page in a frame of a given width: a window is never narrower than 500
/// pixels.
final class Browser {
    private static final long LONGEST_SECONDS = 60;
    private static final Pattern RESULT = Pattern.compile("<pre id=\"result\">(.*?)</pre>", Pattern.DOTALL);

    /// Tells what is in the frame, once it is shown.
    private static final String FRAME = """
            <!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
            <iframe id="page" src="%s" style="border:0;width:%dpx;height:%dpx"></iframe><pre id="result"></pre>
            <script>
            onload = () => {
              const page = document.getElementById('page').contentDocument;
              const root = page.documentElement;
              const all = [...page.querySelectorAll('body *')];
              const box = element => element.getBoundingClientRect();
              document.getElementById('result').textContent = encodeURIComponent(JSON.stringify({
                title: page.title,
                width: page.defaultView.innerWidth,
                scrollWidth: root.scrollWidth,
                outside: all.filter(e => box(e).width > 0 && !e.closest('thead') && box(e).right > root.clientWidth + 0.5)
                    .map(e => e.outerHTML.slice(0, 120)),
                scripts: page.scripts.length,
                loaded: page.defaultView.performance.getEntriesByType('resource').length,
                background: getComputedStyle(page.body).backgroundColor,
                ink: getComputedStyle(page.body).color,
                nodes: [...page.querySelectorAll('.node')].map(node => ({
                  id: node.dataset.node,
                  states: node.querySelectorAll('.state').length,
                  marks: node.querySelectorAll('.mark').length,
                  width: box(node.querySelector('svg[role=img]')).width,
                  curve: node.querySelector('.curve') ? box(node.querySelector('.curve')).width : 0,
                })),
                smallest: Math.min(...all.filter(e => e.childNodes.length && [...e.childNodes].some(
                    n => n.nodeType === 3 && n.data.trim())).map(e => parseFloat(getComputedStyle(e).fontSize))),
              }));
            };
            </script>
            """;

    private final Path command;
    private final Path directory;

    private Browser(Path command, Path directory) {
        this.command = command;
        this.directory = directory;
    }

    /// What a page looks like in numbers, and what the browser had to say.
    record Sight(JsonNode page, String complaints) {}

    /// The browser of this machine, if it has one.
    ///
    /// @param directory for everything that it writes
    static Optional<Browser> find(Path directory) {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Arrays.stream(Optional.ofNullable(System.getenv("PATH"))
                                .orElse("")
                                .split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(found -> new Browser(found, directory));
    }

    /// Shows a page and returns what is to be seen.
    Sight look(Path page, int width, boolean dark) throws IOException, InterruptedException {
        Path frame = Files.writeString(
                directory.resolve("frame.html"),
                FRAME.formatted(page.toAbsolutePath().toUri(), width, 900));
        List<String> words = new ArrayList<>(List.of(
                command.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--allow-file-access-from-files",
                "--enable-logging=stderr",
                "--user-data-dir=" + directory.resolve("profile"),
                "--window-size=1400,1000",
                "--dump-dom"));
        if (dark) {
            words.add("--blink-settings=preferredColorScheme=0");
        }
        words.add(frame.toUri().toString());
        Path shown = directory.resolve("dom.html");
        Path complaints = directory.resolve("complaints.txt");
        Process process = new ProcessBuilder(words)
                .redirectOutput(shown.toFile())
                .redirectError(complaints.toFile())
                .start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the browser did not end: " + Files.readString(complaints));
        }
        Matcher result = RESULT.matcher(Files.readString(shown));
        assertThat(result.find()).as(Files.readString(complaints)).isTrue();
        String json = URLDecoder.decode(result.group(1).replace("+", "%2B"), UTF_8);
        return new Sight(new ObjectMapper().readTree(json), console(complaints));
    }

    /// What pages complain of, and not the browser itself.
    private static String console(Path complaints) throws IOException {
        return String.join(
                "\n",
                Files.readString(complaints)
                        .lines()
                        .filter(line -> line.contains("CONSOLE"))
                        .toList());
    }
}
