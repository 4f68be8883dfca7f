package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private Path clock;

    @BeforeEach
    void takeScriptOutOfTemplate() throws IOException {
        script = new DrainScript(shell, home);
        queue = script.queue();
        // Stands still, so that a busy machine changes nothing: only the pauses count, as long as they are asked for.
        clock = Files.writeString(script.clock(), "1000.00 1.00\n");
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
        script.noteSearches();
        assertThat(waiting("10"))
                .extracting(Look::verdict, Look::files, Look::bytes)
                .containsExactly("pending", 2L, 12L);
        assertThat(script.pauses()).containsExactly("3", "3", "3", "1");
        assertThat(script.searches())
                .filteredOn(search -> !search.contains(" -quit "))
                .hasSize(1);
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
        script.atPause(4, "rm " + file);
        assertThat(waiting("10").verdict()).isEqualTo("empty");
        assertThat(script.pauses()).containsExactly("3", "3", "3", "1", "3", "3", "3", "3", "3");
    }

    @Test
    void settling_goesOnBeyondTheBoundInsteadOfBeginningAnew() throws IOException {
        Path file = script.file("1", 5);
        script.atPause(2, "rm " + file);
        assertThat(waiting("9").verdict()).isEqualTo("empty");
        assertThat(total(script.pauses())).isEqualTo(6 + 15);
    }

    @Test
    void dataThatReturnsBeyondTheBound_isPendingAtOnce() throws IOException {
        script.atPause(4, "echo back > " + queue.resolve("2"));
        assertThat(waiting("9"))
                .extracting(Look::verdict, Look::files, Look::bytes)
                .containsExactly("pending", 1L, 5L);
        assertThat(script.pauses()).hasSize(4);
    }

    @Test
    void dataThatReturnsBeforeTheBound_isWaitedForLikeAnyOther() throws IOException {
        script.atPause(2, "echo back > " + queue.resolve("2"));
        assertThat(waiting("20").verdict()).isEqualTo("pending");
        assertThat(total(script.pauses())).isEqualTo(20);
    }

    @Test
    void dataThatComesAndGoesWhileSettling_makesItBeginAnew() throws IOException {
        Path late = queue.resolve("late");
        script.shim("sleep", DrainScript.NOTE_PAUSE + "rm -f " + late + "; [ \"$turn\" != 4 ] || echo x > " + late);
        assertThat(waiting("50").verdict()).isEqualTo("empty");
        assertThat(script.pauses()).hasSize(4 + 1 + 5);
    }

    @Test
    void slowSearch_isFollowedByAPauseTenTimesAsLong() throws IOException {
        script.file("first", 5);
        // The file that is seen first is another one each time, so that each look has to search.
        script.shim("sleep", DrainScript.NOTE_PAUSE + "mv " + queue + "/* " + queue + "/$turn");
        String searches = home.resolve("searches").toString();
        script.shim(
                "find",
                "echo >> " + searches + "; echo \"10$(printf %02d $(wc -l < " + searches + ")).00 1.00\" > " + clock
                        + "; exec /usr/bin/find \"$@\"");
        assertThat(waiting("50").verdict()).isEqualTo("pending");
        assertThat(script.pauses()).containsExactly("10", "10", "10", "10", "5");
    }

    private Look waiting(String wait) throws IOException {
        return script.with("SSM_wait", wait).look();
    }

    private static int total(List<String> pauses) {
        return pauses.stream().mapToInt(Integer::parseInt).sum();
    }
}
