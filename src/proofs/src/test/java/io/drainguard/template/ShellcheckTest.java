package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The shell files and the shell text of the template, read by a linter and by the rules they have to keep.
class ShellcheckTest {
    @TempDir
    Path home;

    private final DrainDocument document;

    ShellcheckTest() throws IOException {
        document = Template.load(Path.of("template.yaml")).drainDocument();
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("nodes"))) {
            return files.filter(file -> file.toString().endsWith(".sh")).sorted().toList().stream();
        }
    }

    /// The shell is the one that the file's first line names.
    @ParameterizedTest
    @MethodSource("files")
    void file_hasNoFindingsOnItsOwn(Path file) throws IOException {
        Tools.assumeInstalled("shellcheck");
        Tools.Answer answer = Tools.run(List.of("shellcheck", "--norc", file.toString()));
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    }

    @ParameterizedTest
    @MethodSource("files")
    void file_switchesNoCheckOff(Path file) throws IOException {
        assertThat(Files.readString(file)).doesNotContainIgnoringCase("shellcheck");
    }

    @Test
    void drainScript_hasNoFindings() throws IOException {
        Tools.assumeInstalled("shellcheck");
        Path script = Files.writeString(home.resolve("script.sh"), document.script());
        Tools.Answer answer = Tools.run(List.of("shellcheck", "--norc", "--shell=sh", script.toString()));
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }

    @Test
    void rescueScript_hasNoFindings() throws IOException {
        Tools.assumeInstalled("shellcheck");
        DrainDocument rescue = Template.load(Path.of("template.yaml")).rescueDocument();
        Path script = Files.writeString(home.resolve("rescue.sh"), rescue.script());
        assertThat(Tools.run(List.of("shellcheck", "--norc", "--shell=sh", script.toString()))
                        .stdout())
                .isEmpty();
        assertThat(rescue.script()).doesNotContainIgnoringCase("shellcheck");
    }

    @Test
    void rescueScript_deletesNoFileAndForcesNothing() throws IOException {
        assertThat(Template.load(Path.of("template.yaml")).rescueDocument().script())
                .doesNotContainPattern("(?m)(^|[;&| ])rm |-delete|-exec(?! test )|umount -|mkfs|fsck|eval")
                .doesNotContain("{{");
    }

    @Test
    void drainScript_switchesNoCheckOff() {
        assertThat(document.script()).doesNotContainIgnoringCase("shellcheck");
    }

    @Test
    void drainScript_usesCoreutilsAndFindOnly() {
        assertThat(document.script()).doesNotContainPattern("\\b(awk|sed|grep|perl|python|jq|xargs|eval)\\b");
    }

    @Test
    void drainScript_isNotTouchedBySystemsManagersOwnInterpolation() {
        assertThat(document.script()).doesNotContain("{{");
    }

    @Test
    void drainScript_fitsIntoADocument() {
        // 64 KB for the whole document (AWS General Reference, Systems Manager quotas).
        assertThat(document.script()).hasSizeLessThan(48 * 1024);
    }
}
