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

/// A look that waits on the node: when it answers, and what it asks meanwhile.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"sh", "bash"})
class DrainScriptWaitTest {
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
    }

    @Test
    void noWait_isPendingAtOnce() throws IOException {
        script.file("1", 5);
        assertThat(script.without("SSM_wait").look().verdict()).isEqualTo("pending");
        for (String none : List.of("", "0", "00", "000")) {
            assertThat(waiting(none).verdict()).as(none).isEqualTo("pending");
        }
        assertThat(script.pauses()).isEmpty();
    }

    @Test
    void data_isPendingAtTheBoundAndCountedOnce() throws IOException {
        script.file("1", 5);
        script.file("0/inputs/2", 7);
        noteSearches();
        assertThat(waiting("10"))
                .extracting(Look::verdict, Look::files, Look::bytes)
                .containsExactly("pending", 2L, 12L);
        assertThat(script.pauses()).containsExactly("3", "3", "3", "1");
        assertThat(searches()).filteredOn(search -> !search.contains(" -quit ")).hasSize(1);
    }

    /// A shell takes 010 for eight and refuses 08.
    @Test
    void zerosInFront_changeNothing() throws IOException {
        script.file("1", 5);
        for (String padded : List.of("007", "08", "010")) {
            Files.deleteIfExists(home.resolve("pauses"));
            assertThat(waiting(padded).verdict()).as(padded).isEqualTo("pending");
            assertThat(total(script.pauses())).as(padded).isEqualTo(Integer.parseInt(padded));
        }
    }

    @Test
    void longWait_isCutToSixtySeconds() throws IOException {
        script.file("1", 5);
        for (String wait : List.of("60", "61", "230", "999", "18446744073709551617")) {
            Files.deleteIfExists(home.resolve("pauses"));
            assertThat(waiting(wait).verdict()).as(wait).isEqualTo("pending");
            assertThat(total(script.pauses())).as(wait).isEqualTo(60);
        }
    }

    @Test
    void waitThatIsNoWholeNumber_isUnknownAtOnce() throws IOException {
        for (String wait :
                List.of("abc", "-1", "+1", "5 ", " 5", "1.5", "5s", "0x5", "5\n", "$(touch owned)", "a[0]")) {
            assertThat(waiting(wait).reason()).as(wait).startsWith("wait is no whole number of seconds: ");
        }
        assertThat(script.pauses()).isEmpty();
        assertThat(home.resolve("owned")).doesNotExist();
    }

    @Test
    void nothing_isEmptyAfterFifteenSecondsLongBeforeTheBound() throws IOException {
        assertThat(waiting("50")).isEqualTo(new Look("empty", 1, 0, 0, 0, ""));
        assertThat(script.pauses()).containsExactly("3", "3", "3", "3", "3");
    }

    @Test
    void dataThatVanishesInTheLastSecond_isSettledBeyondTheBound() throws IOException {
        Path file = script.file("1", 5);
        atTurn(4, "rm " + file);
        assertThat(waiting("10").verdict()).isEqualTo("empty");
        assertThat(script.pauses()).containsExactly("3", "3", "3", "1", "3", "3", "3", "3", "3");
    }

    @Test
    void settling_goesOnBeyondTheBoundInsteadOfBeginningAnew() throws IOException {
        Path file = script.file("1", 5);
        atTurn(2, "rm " + file);
        assertThat(waiting("9").verdict()).isEqualTo("empty");
        assertThat(total(script.pauses())).isEqualTo(6 + 15);
    }

    @Test
    void dataThatReturnsBeyondTheBound_isPendingAtOnce() throws IOException {
        atTurn(4, "echo back > " + queue.resolve("2"));
        assertThat(waiting("9"))
                .extracting(Look::verdict, Look::files, Look::bytes)
                .containsExactly("pending", 1L, 5L);
        assertThat(script.pauses()).hasSize(4);
    }

    @Test
    void dataThatReturnsBeforeTheBound_isWaitedForLikeAnyOther() throws IOException {
        atTurn(2, "echo back > " + queue.resolve("2"));
        assertThat(waiting("20").verdict()).isEqualTo("pending");
        assertThat(total(script.pauses())).isEqualTo(20);
    }

    @Test
    void dataThatComesAndGoesWhileSettling_makesItBeginAnew() throws IOException {
        Path late = queue.resolve("late");
        script.shim("sleep", note() + "rm -f " + late + "; [ \"$turn\" != 4 ] || echo x > " + late);
        assertThat(waiting("50").verdict()).isEqualTo("empty");
        assertThat(script.pauses()).hasSize(4 + 1 + 5);
    }

    @Test
    void slowSearch_isFollowedByAPauseTenTimesAsLong() throws IOException {
        script.file("first", 5);
        // The file that is seen first is another one each time, so that each look has to search.
        script.shim("sleep", note() + "mv " + queue + "/* " + queue + "/$turn");
        script.shim("find", "/usr/bin/sleep 0.5; exec /usr/bin/find \"$@\"");
        assertThat(waiting("20").verdict()).isEqualTo("pending");
        List<String> pauses = script.pauses();
        assertThat(pauses).hasSizeBetween(3, 4);
        assertThat(Integer.parseInt(pauses.getFirst())).isBetween(5, 9);
    }

    @Test
    void fileThatIsStillThere_isNotSearchedForAgain() throws IOException {
        script.prepare("name=\"$(printf 'a b\\n c\\n.')\"; printf x > \"${name%.}\"");
        noteSearches();
        assertThat(waiting("30").files()).isEqualTo(1);
        assertThat(searches()).hasSize(2);
    }

    /// What was data may become something else under the same name.
    @Test
    void fileThatIsNoDataAnyMore_isNotWaitedFor() throws IOException {
        Path outside = Files.writeString(home.resolve("outside"), "data");
        for (String change : List.of(": > 1", "ln -sf " + outside + " 1", "rm 1; mkfifo 1", "mv 1 1.lock")) {
            Files.deleteIfExists(home.resolve("pauses"));
            script.file("1", 5);
            atTurn(1, "cd " + queue + "; " + change);
            assertThat(waiting("50").verdict()).as(change).isEqualTo("empty");
            assertThat(script.pauses()).as(change).hasSize(1 + 5);
            script.prepare("rm -f *");
        }
    }

    @Test
    void linkToADirectory_isUnknownWithAndWithoutData() throws IOException {
        Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(queue.resolve("0"), elsewhere);
        assertThat(waiting("9").reason()).startsWith("links to directories inside the paths");
        assertThat(script.pauses()).isEmpty();
        Files.delete(link);
        script.file("1", 5);
        atTurn(1, "rm " + queue.resolve("1") + "; ln -s " + elsewhere + " " + link);
        assertThat(waiting("9").reason()).startsWith("links to directories inside the paths");
        script.file("1", 5);
        assertThat(waiting("9").verdict()).isEqualTo("unknown");
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
        assertThat(with.reason()).isEqualTo(without.reason());
    }

    @Test
    void brokenFind_isUnknownAtOnce() throws IOException {
        for (String find :
                List.of("exit 1", "echo 'find: odd' >&2", "kill -9 $$", "printf 'data /x'; exit 1", "exit 127")) {
            assertThat(script.shim("find", find).with("SSM_wait", "9").look().verdict())
                    .as(find)
                    .isEqualTo("unknown");
        }
        assertThat(script.pauses()).isEmpty();
    }

    @Test
    void pathThatDisappearsWithItsParent_isUnknown() throws IOException {
        script.file("1", 5);
        atTurn(2, "rm -r " + queue.getParent());
        assertThat(waiting("50").reason()).startsWith("path is absent and so is its parent: ");
        assertThat(script.pauses()).hasSize(2);
    }

    private Look waiting(String wait) throws IOException {
        return script.with("SSM_wait", wait).look();
    }

    /// Shell text that notes a pause and counts them.
    private String note() {
        Path pauses = home.resolve("pauses");
        return "echo \"$1\" >> " + pauses + "; turn=$(($(wc -l < " + pauses + "))); ";
    }

    /// Lets something happen on the node in a pause.
    private void atTurn(int turn, String event) throws IOException {
        script.shim("sleep", note() + "[ \"$turn\" != " + turn + " ] || { " + event + "; }");
    }

    private void noteSearches() throws IOException {
        script.shim(
                "find",
                "printf '%s ' \"$@\" | tr -d '\\n' >> " + home.resolve("searches") + "; echo >> "
                        + home.resolve("searches") + "; exec /usr/bin/find \"$@\"");
    }

    private List<String> searches() throws IOException {
        return Files.readAllLines(home.resolve("searches"));
    }

    private static int total(List<String> pauses) {
        return pauses.stream().mapToInt(Integer::parseInt).sum();
    }
}
