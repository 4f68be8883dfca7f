package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;

/// What the stories have measured, printed as it comes and kept in one file.
final class Figures {
    private final ConcurrentSkipListMap<String, String> figures = new ConcurrentSkipListMap<>();
    private final Path file;

    Figures(Path file) {
        this.file = file;
    }

    void note(String what, Duration time) {
        note(what, String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0));
    }

    void note(String what, String value) {
        figures.put(what, value);
        System.out.println("nodes: " + what + ": " + value);
        StringBuilder text = new StringBuilder();
        figures.forEach(
                (name, figure) -> text.append(name).append(": ").append(figure).append('\n'));
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
