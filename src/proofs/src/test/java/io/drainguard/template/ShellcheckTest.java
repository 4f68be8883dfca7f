package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell text of the template, read by a linter and by the rules it has to keep.
class ShellcheckTest {
    @TempDir
    Path home;

    private final DrainDocument document;

    ShellcheckTest() throws IOException {
        document = Template.load(Path.of("template.yaml")).drainDocument();
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
    void rescueScripts_haveNoFindings() throws IOException {
        Tools.assumeInstalled("shellcheck");
        DrainDocument rescue = Template.load(Path.of("template.yaml")).rescueDocument();
        Path script = Files.writeString(home.resolve("rescue.sh"), rescue.script());
        assertThat(Tools.run(List.of("shellcheck", "--norc", "--shell=sh", script.toString()))
                        .stdout())
                .isEmpty();
        assertThat(Tools.run(List.of("shellcheck", "--norc", "bin/drainguard-rescue"))
                        .stdout())
                .isEmpty();
        assertThat(rescue.script() + Files.readString(Path.of("bin/drainguard-rescue")))
                .doesNotContainIgnoringCase("shellcheck");
    }

    @Test
    void rescueScripts_deleteNoFileAndForceNothing() throws IOException {
        assertThat(Template.load(Path.of("template.yaml")).rescueDocument().script())
                .doesNotContainPattern("(?m)(^|[;&| ])rm |-delete|-exec|umount -|mkfs|fsck|eval")
                .doesNotContain("{{");
        assertThat(Files.readString(Path.of("bin/drainguard-rescue"))).doesNotContain("--force");
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
