package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A queue far beyond the usual size, made once for both shells.
@Isolated("the script stops at its deadline, in real seconds")
class DrainScriptScaleTest {
    /// In memory where Linux offers it: making and removing so many files on a disk takes half a minute.
    @TempDir(factory = InMemory.class)
    static Path home;

    @BeforeAll
    static void fillQueue() throws IOException {
        new DrainScript("sh", home).prepare("seq 1 100000 | split -l 1 -a 4 - f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void hundredThousandFiles_areAllCounted(String shell) throws IOException {
        Look look = new DrainScript(shell, home).look();
        assertThat(look.files()).isEqualTo(100_000);
        assertThat(look.bytes()).isEqualTo(9 * 2 + 90 * 3 + 900 * 4 + 9_000 * 5 + 90_000 * 6 + 7);
    }

    static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "queue")
                    : Files.createTempDirectory("queue");
        }
    }
}
