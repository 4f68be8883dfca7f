package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What counts as data in a queue that can be read.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"sh", "bash"})
class DrainScriptTest {
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
    void emptyQueue_isEmptyAfterFifteenSecondsOfLooks() throws IOException {
        Files.createDirectories(script.queue().resolve("0/inputs/in_syslog"));
        assertThat(script.look()).isEqualTo(new Look("empty", 1, 0, 0, 0, ""));
        assertThat(script.pauses()).containsExactly("3", "3", "3", "3", "3");
    }

    @Test
    void data_isPendingAtTheFirstLook() throws IOException {
        script.file("0/inputs/in_syslog/1", 10);
        assertThat(script.look().verdict()).isEqualTo("pending");
        assertThat(script.pauses()).isEmpty();
    }

    @Test
    void data_isCountedWithItsBytesAndItsOldestFile() throws IOException {
        Files.setLastModifiedTime(script.file("0/outputs/a/2", 5), FileTime.fromMillis(1_700_000_000_900L));
        Files.setLastModifiedTime(script.file("0/outputs/a/1", 7), FileTime.fromMillis(1_600_000_000_100L));
        Files.setLastModifiedTime(script.file("1/outputs/a/3", 1), FileTime.fromMillis(1_650_000_000_000L));
        assertThat(script.look()).isEqualTo(new Look("pending", 1, 3, 13, 1_600_000_000L, ""));
    }

    @Test
    void staleZeroByteFile_doesNotHoldTheNodeForNothing() throws IOException {
        script.file("0/outputs/a/1.gz", 0);
        assertThat(script.look().verdict()).isEqualTo("empty");
    }

    @Test
    void fileThatAppearsBetweenTheTwoLooks_isPending() throws IOException {
        script.shim("sleep", "echo late > " + script.queue().resolve("late"));
        assertThat(script.look())
                .extracting(Look::verdict, Look::files, Look::bytes)
                .containsExactly("pending", 1L, 5L);
    }

    @Test
    void dataThatComesAndGoesWithinTheFifteenSeconds_isPending() throws IOException {
        Path late = script.queue().resolve("late");
        Path turn = script.queue().resolveSibling("turn");
        script.shim(
                "sleep",
                "echo . >> " + turn + "; rm -f " + late + "; [ $(wc -l < " + turn + ") != 3 ] || echo x > " + late);
        assertThat(script.look().verdict()).isEqualTo("pending");
    }

    @Test
    void namesWithBlanksNewlinesQuotesAndUnicode_areCountedOnce() throws IOException {
        script.prepare(
                "printf x > 'a b  c '; printf x > \"$(printf 'new\\nfile 9 9 .\\nend 0 0 .')\"; printf x > \"it's \\\"so\\\"\"");
        script.prepare(
                "printf x > \"$(printf 'caf\\303\\251 \\342\\230\\203')\"; printf x > \"$(printf 'bad\\377utf')\"");
        script.prepare(
                "printf x > '*'; printf x > -rf; printf x > .hidden; printf x > '$(touch owned)'; printf x > 'back\\slash'");
        assertThat(script.look()).extracting(Look::files, Look::bytes).containsExactly(10L, 10L);
    }

    @Test
    void directoryWithANewlineInItsName_isSearchedLikeAnyOther() throws IOException {
        script.prepare("d=\"$(printf 'a\\nb')\"; mkdir -p \"$d\"; printf xyz > \"$d/1\"");
        assertThat(script.look()).extracting(Look::files, Look::bytes).containsExactly(1L, 3L);
    }

    @Test
    void linkToADirectoryThatIsExcluded_isLeftAlone() throws IOException {
        Files.createSymbolicLink(script.queue().resolve("old"), Files.createDirectories(home.resolve("elsewhere")));
        assertThat(script.with("SSM_exclude", "old").look().verdict()).isEqualTo("empty");
    }

    @Test
    void stateFilesOfCribl_areNotDataByDefault() throws IOException {
        script.file("CriblOpenFiles.0.json", 20);
        script.file("0/outputs/s3/writer.lock", 20);
        assertThat(script.look().verdict()).isEqualTo("empty");
    }

    @Test
    void excludePatterns_areNotExpandedByTheShell() throws IOException {
        Files.writeString(home.resolve("one.tmp"), "the shell would put this name in place of the pattern");
        script.file("two.tmp", 3);
        assertThat(script.with("SSM_exclude", "*.tmp").look().verdict()).isEqualTo("empty");
    }

    @Test
    void withoutExcludePatterns_everyFileCounts() throws IOException {
        script.file("writer.lock", 3);
        assertThat(script.with("SSM_exclude", "").look().files()).isEqualTo(1);
    }

    @Test
    void excludePatternThatFitsEveryName_isUnknown() throws IOException {
        script.file("1", 3);
        Look look = script.with("SSM_exclude", "*.lock,*?").look();
        assertThat(look.verdict()).isEqualTo("unknown");
        assertThat(look.reason()).isEqualTo("exclude pattern that fits every name: __");
    }

    @Test
    void excludePatternWithASlash_isUnknown() throws IOException {
        assertThat(script.with("SSM_exclude", "0/inputs/*").look().reason())
                .isEqualTo("exclude pattern with a slash: 0/inputs/_");
    }

    @Test
    void filesFromBeforeTheEpoch_areOldestZero() throws IOException {
        script.prepare("printf x > old; touch -d '1969-12-31 23:00:00 UTC' old");
        assertThat(script.look()).extracting(Look::files, Look::oldest).containsExactly(1L, 0L);
    }

    @Test
    void sumThatDoesNotFitIn64Bits_staysAtTheLargestNumber() throws IOException {
        script.shim("find", "echo 'sum 1 9223372036854775807 6.5 .' >&2; printf '5.5.9\\n7.5.9\\n'");
        assertThat(script.look()).isEqualTo(new Look("pending", 1, 3, Long.MAX_VALUE, 5, ""));
    }

    @Test
    void looking_changesNothing() throws IOException {
        Path file = script.file("0/outputs/a/1", 10);
        String list = "find . -printf '%p %m %s %T@ %C@\\n' | sort";
        Tools.Answer before = Tools.run(
                new ProcessBuilder("sh", "-c", list).directory(file.getParent().toFile()));
        script.look();
        assertThat(Tools.run(new ProcessBuilder("sh", "-c", list)
                        .directory(file.getParent().toFile())))
                .isEqualTo(before);
    }
}
