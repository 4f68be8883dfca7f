package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What a look sees while it waits and asks for one file only: data that is none any more, and every doubt.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"sh", "bash"})
class DrainScriptGlimpseTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DrainScript script;
    private Path queue;

    @BeforeEach
    void takeScriptOutOfTemplate() throws IOException {
        script = new DrainScript(shell, home);
        queue = script.queue();
        Files.writeString(script.clock(), "1000.00 1.00\n");
    }

    @Test
    void fileThatIsStillThere_isNotSearchedForAgain() throws IOException {
        script.prepare("name=\"$(printf 'a b\\n c\\n.')\"; printf x > \"${name%.}\"");
        script.noteSearches();
        assertThat(waiting("30").files()).isEqualTo(1);
        assertThat(script.searches()).hasSize(2);
    }

    /// What was data may become something else under the same name.
    @Test
    void fileThatIsNoDataAnyMore_isNotWaitedFor() throws IOException {
        Path empty = Files.writeString(home.resolve("empty"), "");
        for (String change : List.of(": > 1", "rm 1; ln -s " + empty + " 1", "rm 1; mkfifo 1", "mv 1 1.lock")) {
            Files.deleteIfExists(home.resolve("pauses"));
            script.file("1", 5);
            script.atPause(1, "cd " + queue + "; " + change);
            assertThat(waiting("50").verdict()).as(change).isEqualTo("empty");
            assertThat(script.pauses()).as(change).hasSize(1 + 5);
            script.prepare("rm -f *");
        }
    }

    @Test
    void linkToADirectory_isUnknownWithAndWithoutData() throws IOException {
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(queue.resolve("0"), elsewhere);
        assertThat(waiting("9").reason()).isEqualTo("link that may hide data: " + link);
        assertThat(script.pauses()).isEmpty();
        Files.delete(link);
        script.file("1", 5);
        script.atPause(1, "rm " + queue.resolve("1") + "; ln -s " + elsewhere + " " + link);
        assertThat(waiting("9").reason()).isEqualTo("link that may hide data: " + link);
        Files.deleteIfExists(home.resolve("pauses"));
        script.atPause(9, "exit 1").file("1", 5);
        assertThat(waiting("9"))
                .extracting(Look::verdict, Look::files, Look::reason)
                .containsExactly("pending", 1L, "link that may hide data: " + link);
        assertThat(script.pauses()).containsExactly("3", "3", "3");
    }

    @Test
    void unreadableDirectory_isUnknownWithAndWithoutData() throws IOException {
        Path locked = Files.createDirectories(queue.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        Look without = script.asNobody().with("SSM_wait", "9").look();
        script.file("1", 5);
        Look with = script.look();
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(without.reason()).startsWith("search failed with 1: find: ").contains("Permission denied");
        assertThat(with)
                .extracting(Look::verdict, Look::files, Look::reason)
                .containsExactly("pending", 1L, without.reason());
    }

    @Test
    void brokenFind_isUnknownAtOnce() throws IOException {
        for (String find : List.of(
                "exit 1",
                "echo 'find: odd' >&2",
                "echo 'find: odd' >&2; exit 0",
                "kill -9 $$",
                "printf 'data /x'; exit 1",
                "exit 127")) {
            assertThat(script.shim("find", find).with("SSM_wait", "9").look().verdict())
                    .as(find)
                    .isEqualTo("unknown");
        }
        assertThat(script.pauses()).isEmpty();
    }

    @Test
    void pathThatDisappearsWithItsParent_isUnknown() throws IOException {
        script.file("1", 5);
        script.atPause(2, "rm -r " + queue.getParent());
        assertThat(waiting("50").reason()).startsWith("path is absent: ");
        assertThat(script.pauses()).hasSize(2);
    }

    private Look waiting(String wait) throws IOException {
        return script.with("SSM_wait", wait).look();
    }
}
