package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The shell files and the shell text of the templates, read by a linter and by the rules they have to keep.
class ShellcheckTest {
    @TempDir
    Path home;

    private final DrainDocument document;

    ShellcheckTest() throws IOException {
        document = DrainDocument.in(Template.GUARD);
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

    static Stream<Named<String>> documents() throws IOException {
        List<Named<String>> scripts = new ArrayList<>();
        for (Path template : Template.files()) {
            Template.load(template)
                    .documents()
                    .forEach((id, document) -> scripts.add(Named.of(template + " " + id, document.script())));
        }
        return scripts.stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void document_hasNoFindings(String text) throws IOException {
        Tools.assumeInstalled("shellcheck");
        Path script = Files.writeString(home.resolve("script.sh"), text);
        Tools.Answer answer = Tools.run(List.of("shellcheck", "--norc", "--shell=sh", script.toString()));
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void document_switchesNoCheckOff(String text) {
        assertThat(text).doesNotContainIgnoringCase("shellcheck");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void document_needsNoInterpreterBesideTheShell(String text) {
        assertThat(text).doesNotContainPattern("\\b(perl|python3?|eval)\\b");
    }

    /// The registry of a dsiem backend's shipper is JSON; every other look does without.
    @ParameterizedTest
    @MethodSource("documents")
    void document_needsJqOnlyWhereItReadsJsonAndSaysSoWhereItIsMissing(String text) {
        if (text.contains("filebeat")) {
            assertThat(text).contains("jq is missing");
        } else {
            assertThat(text).doesNotContainPattern("\\bjq\\b");
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void document_isNotTouchedBySystemsManagersOwnInterpolation(String text) {
        assertThat(text).doesNotContain("{{");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void document_fits(String text) {
        // 64 KB for the whole document (AWS General Reference, Systems Manager quotas).
        assertThat(text).hasSizeLessThan(48 * 1024);
    }

    @Test
    void rescueScript_deletesNoFileAndForcesNothing() throws IOException {
        assertThat(Template.load(Path.of("template.yaml")).rescueDocument().script())
                .doesNotContainPattern("(?m)(^|[;&| ])rm |-delete|-exec(?! test )|umount -|mkfs|fsck");
    }

    @Test
    void drainScript_usesCoreutilsAndFindOnly() {
        assertThat(document.script()).doesNotContainPattern("\\b(awk|sed|grep|perl|python|jq|xargs|eval)\\b");
    }
}
