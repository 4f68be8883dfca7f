package io.drainguard.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every Java file is formatted, whatever JDK runs Maven.
class FormatTest {
    private final JavaSources sources = new JavaSources();

    @Test
    void everyFile_isFormatted() throws IOException {
        List<Path> files = sources.files();

        assertThat(files).hasSizeGreaterThan(100);
        assertThat(files.stream().filter(this::isNotFormatted))
                .as("files to format: run mvn -q -Pformat process-test-classes")
                .isEmpty();
    }

    private boolean isNotFormatted(Path file) {
        try {
            String text = Files.readString(file);
            return !sources.formatted(file, text).equals(text);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
