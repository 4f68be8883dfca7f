package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which configured paths can be trusted to say "empty".
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"sh", "bash", "busybox sh"})
class DrainScriptPathsTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DrainScript script;

    @BeforeEach
    void takeScriptOutOfTemplate() throws IOException {
        script = new DrainScript(shell, home);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stats/queues", "/state/queue", "/queues"})
    void mistypedPath_isNeverEmpty(String mistyped) throws IOException {
        script.file("1", 0);
        Look look = script.look(home + mistyped);
        assertThat(look.verdict()).isEqualTo("unknown");
        assertThat(look.reason()).isEqualTo("path is absent: " + home + mistyped);
    }

    @Test
    void mistypedPathBelowTheRoot_isNeverEmpty() throws IOException {
        assertThat(script.look("/nosuchqueue").reason()).isEqualTo("path is absent: /nosuchqueue");
        assertThat(script.look(script.queue() + ",/nosuchqueue?").reason())
                .isEqualTo("path is absent and so are its parents: /nosuchqueue");
    }

    @Test
    void pathThatMayBeAbsent_isEmptyBesideOneThatIsThere() throws IOException {
        assertThat(script.look(script.queue() + "," + home + "/state/outputs/staging?"))
                .isEqualTo(new Look("empty", 2, 0, 0, 0, ""));
        String there = script.sources().getFirst();
        assertThat(script.sources()).containsExactly(there, "-" + there);
    }

    @Test
    void pathThatMayBeAbsentAndIsThere_isSearchedLikeAnyOther() throws IOException {
        Files.writeString(
                Files.createDirectories(home.resolve("state/outputs/staging")).resolve("1"), "data");
        assertThat(script.look(script.queue() + "," + home + "/state/outputs/staging//?"))
                .extracting(Look::verdict, Look::files)
                .containsExactly("pending", 1L);
    }

    @Test
    void onlyPathsThatMayBeAbsentAndAre_areUnknown() {
        assertThat(script.look(home + "/a?," + home + "/b?").reason()).isEqualTo("all paths are absent");
    }

    @Test
    void absentPathBesideData_isPendingAtLeast() throws IOException {
        script.file("1", 3);
        assertThat(script.look(home + "/queue," + script.queue() + ",relative"))
                .isEqualTo(script.look(script.queue() + "," + home + "/queue,relative"))
                .extracting(Look::verdict, Look::paths, Look::files, Look::reason)
                .containsExactly("pending", 3L, 1L, "path is absent: " + home + "/queue");
        assertThat(script.sources()).hasSize(3).last().isEqualTo("?");
    }

    @Test
    void absentPathBelowAFile_isUnknown() throws IOException {
        Path file = script.file("1", 1);
        assertThat(script.look(file + "/queues").reason()).startsWith("path cannot be read: ");
    }

    @Test
    void oneGoodPath_doesNotExcuseAMistypedOne() throws IOException {
        assertThat(script.look(script.queue() + "," + home + "/no/such").verdict())
                .isEqualTo("unknown");
    }

    @Test
    void severalPaths_areCountedTogether() throws IOException {
        script.file("1", 4);
        Path second = Files.createDirectories(home.resolve("second"));
        Files.writeString(second.resolve("2"), "12345");
        Look look = script.look(script.queue() + "," + second + "," + home + "/never-used?");
        assertThat(look)
                .extracting(Look::verdict, Look::paths, Look::files, Look::bytes)
                .containsExactly("pending", 3L, 2L, 9L);
    }

    @Test
    void pathWithBlanksOrGlobs_isLookedAtAsWritten() throws IOException {
        Path odd = Files.createDirectories(home.resolve("my queues [a-z] * ?x"));
        Files.writeString(odd.resolve("1"), "x");
        assertThat(script.look(odd.toString()).files()).isEqualTo(1);
    }

    @Test
    void globThatWouldFitADirectory_isNotExpanded() throws IOException {
        script.file("1", 1);
        assertThat(script.look(home + "/state/que*"))
                .extracting(Look::verdict, Look::files)
                .containsExactly("unknown", 0L);
    }

    @Test
    void shellTextInAPath_isNotRun() {
        Path owned = home.resolve("owned");
        Look look = script.look("/tmp/$(touch " + owned + ");touch " + owned + ";`touch " + owned + "`");
        assertThat(look.verdict()).isEqualTo("unknown");
        assertThat(owned).doesNotExist();
    }

    @Test
    void relativePath_isUnknown() {
        assertThat(script.look("state/queues").reason()).isEqualTo("path is not absolute: state/queues");
    }

    @Test
    void pathAfterABlank_isUnknownNotTrimmed() throws IOException {
        assertThat(script.look(script.queue() + ", " + script.queue()).verdict())
                .isEqualTo("unknown");
    }

    @Test
    void emptyList_isUnknown() {
        assertThat(script.look("")).isEqualTo(new Look("unknown", 0, 0, 0, 0, "no queue path is configured"));
    }

    @Test
    void emptyItemInTheList_isUnknown() throws IOException {
        assertThat(script.look(script.queue() + ",," + script.queue()).reason()).isEqualTo("empty path in the list");
    }

    @Test
    void agentThatSetsNoVariables_isUnknown() {
        Look look = script.run(script.without("SSM_queues"));
        assertThat(look).isEqualTo(new Look("unknown", 0, 0, 0, 0, "agent too old, needs 3.3.2746.0"));
    }

    @Test
    void pathThatIsAFile_isUnknown() throws IOException {
        Path file = script.file("1", 0);
        assertThat(script.look(file.toString()).reason()).startsWith("path is not a directory: ");
    }

    @Test
    void pathThatIsALink_isFollowed() throws IOException {
        script.file("1", 1);
        Path link = Files.createSymbolicLink(home.resolve("link"), script.queue());
        assertThat(script.look(link.toString()).files()).isEqualTo(1);
        assertThat(script.look(link + "//").files()).isEqualTo(1);
    }

    @Test
    void pathThatIsALinkToNowhere_isUnknown() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("gone"));
        assertThat(script.look(link.toString()).reason()).startsWith("path cannot be read: ");
        assertThat(script.look(link + "/").verdict()).isEqualTo("unknown");
    }

    @Test
    void longestReason_isCutAndKeepsOnlyPlainCharacters() {
        Look look = script.look("/no\"such\\\n/" + "x".repeat(250) + "/y");
        assertThat(look.reason()).hasSize(200).startsWith("path cannot be read: /no_such__/xxx");
    }
}
