package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What the script says when the node itself is in trouble: unknown, in time, on one line.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"sh", "bash"})
class DrainScriptFaultsTest {
    /// Notes the limit it is given and waits for one second only, so that a hang costs a test no more.
    private static final String IMPATIENT = "[ $4 = head ] || { echo \"$1 $2 $3\" >> limits; "
            + "shift 3; set -- -k 1 1 \"$@\"; }; exec /usr/bin/timeout \"$@\"";

    @TempDir
    Path home;

    @Parameter
    String shell;

    private DrainScript script;

    @BeforeEach
    void takeScriptOutOfTemplate() throws IOException {
        script = new DrainScript(shell, home);
    }

    @Test
    void unreadableDirectory_isUnknownAndNamed() throws IOException {
        Path locked = Files.createDirectories(script.queue().resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Look look = script.asNobody().look();
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(look.verdict()).isEqualTo("unknown");
        assertThat(look.reason()).startsWith("search failed with 1: find: ").contains("Permission denied");
    }

    @Test
    void pathBelowAnUnreadableDirectory_isUnknownNotAbsent() throws IOException {
        Path locked = Files.createDirectories(home.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Look look = script.asNobody().look(locked + "/queues");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(look.reason()).startsWith("path cannot be read: ");
    }

    @Test
    void deadMount_isUnknownNotAbsent() throws IOException {
        for (String tool : List.of("stat", "realpath")) {
            script.shim(
                    tool,
                    "for last; do :; done; case $last in */queues | */queues/.) echo \"" + tool
                            + ": cannot statx '$last': Transport endpoint is not connected\" >&2; exit 1;; esac; "
                            + "exec /usr/bin/" + tool + " \"$@\"");
        }
        assertThat(script.look().reason()).startsWith("path cannot be read: ");
    }

    @Test
    void findError_isUnknownEvenWithoutAWord() throws IOException {
        script.shim("find", "exit 1");
        assertThat(script.look().reason()).isEqualTo("search failed with 1: ");
    }

    @Test
    void findWarning_isUnknown() throws IOException {
        script.shim("find", "echo 'find: something odd' >&2");
        assertThat(script.look().reason()).isEqualTo("search failed with 0: find: something odd  ");
    }

    @Test
    void findThatIsMissing_isUnknown() throws IOException {
        script.shim("find", "exit 127");
        assertThat(script.look().verdict()).isEqualTo("unknown");
    }

    @Test
    void findKilledInTheMiddleOfALine_isPendingWithWhatItSaw() throws IOException {
        script.shim("find", "printf '1600000000.5.10\\n1500000000.5.1'; kill -9 $$");
        assertThat(script.look())
                .extracting(Look::verdict, Look::files, Look::bytes, Look::oldest)
                .containsExactly("pending", 1L, 10L, 1_600_000_000L);
    }

    @Test
    void findThatPrintsWhatIsNoNumber_isUnknownAndNothingOfItIsRun() throws IOException {
        for (String text : List.of("5.5.a[$(touch owned)]", "5.5.$(touch owned)", "5.5.9;touch owned", "nonsense")) {
            script.shim("find", "echo '" + text + "'");
            assertThat(script.look().reason()).as(text).isEqualTo("search failed with 0lost: ");
        }
        assertThat(home.resolve("owned")).doesNotExist();
    }

    @Test
    void countThatIsKilled_isUnknown() throws IOException {
        script.file("1", 1);
        script.shim("wc", "kill -9 $PPID").shim("sort", "kill -9 $(cut -d ' ' -f 4 /proc/$PPID/stat)");
        assertThat(script.look().verdict()).isEqualTo("unknown");
    }

    @Test
    void searchWhoseShellIsKilled_isUnknown() throws IOException {
        script.shim("find", "kill -9 $(cut -d ' ' -f 4 /proc/$PPID/stat)");
        assertThat(script.look().reason()).isEqualTo("search failed with lost: ");
    }

    @Test
    void filesThatVanishDuringTheSearch_areNoError() throws IOException {
        script.shim("find", "printf '%s ' \"$@\" >> arguments; echo >> arguments; exec /usr/bin/find \"$@\"")
                .look();
        assertThat(Files.readAllLines(home.resolve("arguments")))
                .filteredOn(line -> line.startsWith("-H "))
                .hasSize(6)
                .allMatch(line -> line.startsWith("-H " + home + "/state/queues -ignore_readdir_race "));
    }

    @Test
    void searchThatHangs_isUnknownInTime() throws IOException {
        script.shim("find", "exec /usr/bin/sleep 1000").shim("timeout", IMPATIENT);
        assertThat(script.look().reason()).isEqualTo("search did not end in time");
    }

    @Test
    void searchThatHangsAfterSomeData_isPendingAtLeast() throws IOException {
        script.shim("find", "printf '1600000000.5.10\\n'; exec /usr/bin/sleep 1000")
                .shim("timeout", IMPATIENT);
        assertThat(script.look())
                .isEqualTo(new Look("pending", 1, 1, 10, 1_600_000_000L, "search did not end in time"));
    }

    @Test
    void unreadableDirectoryBesideData_isPendingAtLeast() throws IOException {
        script.file("1", 3);
        Path locked = Files.createDirectories(script.queue().resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Look look = script.asNobody().look();
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(look).extracting(Look::verdict, Look::files).containsExactly("pending", 1L);
        assertThat(look.reason()).startsWith("search failed with 1: find: ").contains("Permission denied");
    }

    /// A loader that cannot find a library of its list says so for each program, and the program works
    /// (haad/proxychains#7).
    @Test
    void complaintOfALoader_isNoFaultOfTheSearch() throws IOException {
        for (String tool : List.of("find", "stat", "realpath", "timeout", "cat", "head")) {
            script.shim(
                    tool,
                    "echo \"ERROR: ld.so: object '/opt/agent.so' cannot be preloaded: ignored.\" >&2; "
                            + "exec $(PATH=/usr/bin:/bin command -v " + tool + ") \"$@\"");
        }
        String queues = script.queue() + "," + home + "/state/outputs/staging?";
        assertThat(script.look(queues).verdict()).isEqualTo("empty");
        assertThat(script.with("SSM_wait", "6").look(queues).verdict()).isEqualTo("empty");
        Files.deleteIfExists(home.resolve("pauses"));
        script.file("1", 3);
        assertThat(script.look(queues))
                .extracting(Look::verdict, Look::files, Look::reason)
                .containsExactly("pending", 1L, "");
        assertThat(script.pauses()).as("data is waited for").containsExactly("3", "3");
    }

    /// A command that the kernel does not let go outlives every signal, and what waits for it waits as long.
    @Test
    void pathThatNothingCanBeAskedAbout_isUnknownInTime() throws IOException {
        script.shim(
                "timeout",
                "case $4 in realpath) exec /usr/bin/sleep 20 ;; head) exec /usr/bin/timeout -k 1 2 head -n 1 ;; esac; "
                        + "exec /usr/bin/timeout \"$@\"");
        long start = System.nanoTime();
        assertThat(script.look()).isEqualTo(new Look("unknown", 0, 0, 0, 0, "the look did not answer in time"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void lookWhoseShellIsKilled_isUnknown() throws IOException {
        script.shim("sleep", "kill -9 $PPID");
        assertThat(script.look().reason()).isEqualTo("the look broke off");
    }

    @Test
    void searchThatIgnoresItsEnd_isKilled() throws IOException {
        script.shim("find", "trap '' TERM; while :; do /usr/bin/sleep 1; done").shim("timeout", IMPATIENT);
        assertThat(script.look().reason()).isEqualTo("search did not end in time");
    }

    @Test
    void pathThatHangs_isUnknownInTime() throws IOException {
        script.shim("realpath", "exec /usr/bin/sleep 1000").shim("timeout", IMPATIENT);
        assertThat(script.look().reason()).startsWith("path did not answer in time: ");
    }

    @Test
    void wholeRun_isBoundedBelowFortyFiveSeconds() throws IOException {
        script.shim("timeout", IMPATIENT).look();
        List<String> limits = Files.readAllLines(home.resolve("limits"));
        long perLook = limits.stream()
                .mapToLong(limit -> Long.parseLong(limit.split(" ")[2]))
                .max()
                .orElseThrow();
        long killAfter = limits.stream()
                .mapToLong(limit -> Long.parseLong(limit.split(" ")[1]))
                .max()
                .orElseThrow();
        long pause = Long.parseLong(script.pauses().getFirst());
        assertThat(2 * (perLook + killAfter) + pause).isLessThan(45);
        assertThat(perLook).isEqualTo(12);
    }

    @Test
    void everyCommandThatTouchesAPath_runsUnderALimit() throws IOException {
        for (String command : List.of("find", "stat", "realpath")) {
            script.shim(
                    command,
                    "[ -n \"${LIMITED-}\" ] || echo " + command + " >> unlimited; exec /usr/bin/" + command
                            + " \"$@\"");
        }
        script.shim("timeout", "LIMITED=yes exec /usr/bin/timeout \"$@\"");
        script.look(script.queue() + "," + home + "/absent?," + home + "/missing");
        assertThat(home.resolve("unlimited")).doesNotExist();
    }

    @Test
    void pauseThatFails_isUnknown() throws IOException {
        assertThat(script.shim("sleep", "exit 1").look().reason()).isEqualTo("could not wait between two looks");
    }

    @Test
    void dataAndBroken_areToldApart() throws IOException {
        script.file("1", 1);
        assertThat(script.look().verdict()).isEqualTo("pending");
        assertThat(script.shim("find", "exit 255").look().verdict()).isEqualTo("unknown");
    }

    @Test
    void nodeThatSpeaksAnotherLanguage_isUnderstood() throws IOException {
        script.shim(
                "stat",
                "[ \"$LC_ALL\" = C ] || { echo 'stat: Datei oder Verzeichnis nicht gefunden' >&2; exit 1; }; "
                        + "exec /usr/bin/stat \"$@\"");
        assertThat(script.look(script.queue() + "," + home + "/state/outputs?").verdict())
                .isEqualTo("empty");
    }

    @Test
    void cleanEnvironment_isEnough() throws IOException {
        script.file("1", 1);
        assertThat(script.without("PATH").look().files()).isEqualTo(1);
    }

    @Test
    void oddEnvironment_changesNothing() throws IOException {
        script.file("a b", 2);
        script.with("IFS", "0123456789")
                .with("CDPATH", "/")
                .with("POSIXLY_CORRECT", "1")
                .with("LC_ALL", "C.UTF-8");
        script.with("files", "7")
                .with("paths", "7")
                .with("TIMEFORMAT", "x")
                .with("BASH_ENV", "/nope")
                .with("ENV", "/nope");
        assertThat(script.look())
                .extracting(Look::paths, Look::files, Look::bytes)
                .containsExactly(1L, 1L, 2L);
    }
}
