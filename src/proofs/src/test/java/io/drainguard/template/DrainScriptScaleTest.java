package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A queue far beyond the usual size, made once for both shells, and a list of paths that is.
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

    /// The goal is 2 % of a core. The machine that runs the tests may be slower or busier: twice as much is tolerated.
    ///
    /// The pauses are noted, not slept, so the fifty seconds are those that the script asked for.
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void hundredThousandFiles_areWaitedForAtTwoPercentOfACore(String shell) throws IOException {
        double seconds = new DrainScript(shell, home).with("SSM_wait", "50").processorSeconds();
        assertThat(seconds / 50).isLessThan(2 * 0.02);
    }

    /// What the look would cost if it counted in each turn shows how slow the machine is.
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void hundredThousandFiles_areCountedOnceInAWait(String shell) throws IOException {
        double once = new DrainScript(shell, home).with("SSM_wait", "0").processorSeconds();
        double waiting = new DrainScript(shell, home).with("SSM_wait", "50").processorSeconds();
        assertThat(waiting).isLessThan(4 * once);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void emptyQueue_costsTwoPercentOfACoreAtMost(String shell) throws IOException {
        Path empty = Files.createDirectories(home.resolve("empty-" + shell));
        double seconds = new DrainScript(shell, empty).with("SSM_wait", "50").processorSeconds();
        assertThat(seconds / 15).isLessThan(2 * 0.02);
    }

    /// The script starts programs for each path, which takes seconds of its time for the look.
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "busybox sh"})
    void manyPaths_areOneChecksumWhereTheLineWouldBeCut(String shell, @TempDir Path many) throws IOException {
        DrainScript script = new DrainScript(shell, many);
        String paths = String.join(",", Collections.nCopies(200, script.queue() + "," + many + "/absent?"));
        assertThat(script.look(paths)).isEqualTo(new Look("empty", 400, 0, 0, 0, ""));
        String sum = script.sources().getFirst();
        assertThat(script.sources()).hasSize(1);
        assertThat(sum).matches("sum:[0-9a-f]{16}");
        Files.createDirectories(many.resolve("absent"));
        script.look(paths);
        assertThat(script.sources()).containsExactly(sum);
    }

    /// Three sparse files of seven exbibytes, where the file system takes them: their sum in 64 bits is no negative
    /// number.
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void sumThatDoesNotFitIn64Bits_staysAtTheLargestNumber(String shell) throws IOException {
        Path sparse = Files.createDirectories(home.resolve("sparse-" + shell));
        DrainScript script = new DrainScript(shell, sparse);
        Tools.Answer made = Tools.run(
                List.of("truncate", "-s", "7E", script.queue() + "/1", script.queue() + "/2", script.queue() + "/4"));
        assumeTrue(made.exitCode() == 0, "SKIPPED: no file system here that holds a file of seven exbibytes");
        script.file("3", 5);
        assertThat(script.look())
                .extracting(Look::verdict, Look::files, Look::bytes)
                .containsExactly("pending", 4L, Long.MAX_VALUE);
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
