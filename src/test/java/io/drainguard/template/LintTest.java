package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The template under AWS's own linter.
class LintTest {
    @Test
    void linter_isSilent() {
        Tools.assumeInstalled("cfn-lint");
        Tools.Answer answer = Tools.run(List.of("cfn-lint", "template.yaml"));
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }

    @Test
    void linter_isToldToOverlookNothing() throws IOException {
        assertThat(Template.load(Path.of("template.yaml")).raw().findValues("cfn-lint"))
                .isEmpty();
        assertThat(Files.readString(Path.of("template.yaml"))).doesNotContain("ignore_checks");
        assertThat(List.of(".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"))
                .noneMatch(name -> Files.exists(Path.of(name)));
    }
}
