package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The template under AWS's own linter.
class LintTest {
    private static final String RUN_ON = "\n  RunOn:\n    Type: String\n    Default: Lambda\n";

    @TempDir
    Path directory;

    @Test
    void linter_isSilent() {
        assertSilent(List.of("template.yaml"));
    }

    @Test
    void linter_isSilentForEveryValueOfRunOn() throws IOException {
        String written = Files.readString(Path.of("template.yaml"));
        assertThat(written).contains(RUN_ON);
        List<String> editions = new ArrayList<>();
        for (String runOn : List.of("Lambda", "Ec2", "Both")) {
            Path edition = directory.resolve(runOn + ".yaml");
            Files.writeString(edition, written.replace(RUN_ON, RUN_ON.replace("Lambda", runOn)));
            editions.add(edition.toString());
        }
        assertSilent(editions);
    }

    @Test
    void linter_isSilentOnceTheTemplateIsTransformed() throws IOException {
        assertSilent(List.of(Transformed.into(directory).toString()));
    }

    @Test
    void linter_isToldToOverlookNothing() throws IOException {
        assertThat(Template.load(Path.of("template.yaml")).raw().findValues("cfn-lint"))
                .isEmpty();
        assertThat(Files.readString(Path.of("template.yaml"))).doesNotContain("ignore_checks");
        assertThat(List.of(".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"))
                .noneMatch(name -> Files.exists(Path.of(name)));
    }

    private static void assertSilent(List<String> templates) {
        Tools.assumeInstalled("cfn-lint");
        List<String> command = new ArrayList<>(List.of("cfn-lint"));
        command.addAll(templates);
        Tools.Answer answer = Tools.run(command);
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }
}
