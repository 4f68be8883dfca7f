package io.drainguard.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseTextsTest {
    private static final String TEMPLATE = """
            Description: it

            Metadata:
              AWS::CloudFormation::Interface: {}
            Resources:
              Function:
                Properties:
                  CodeUri: src/guard
            """;

    private static final List<String> CHANGELOG = List.of(
            "# Changelog",
            "",
            "## Unreleased",
            "- open",
            "",
            "## 0.2.1 (2026-11-30)",
            "",
            "- new",
            "",
            "## 0.2.0",
            "- old");

    @Test
    void template_takesTheFunctionFromBesideIt() {
        assertThat(ReleaseTexts.ready(TEMPLATE, "0.2.1", ""))
                .contains(
                        "      CodeUri: drainguard-function-0.2.1.zip\n",
                        """
                        Metadata:
                          AWS::ServerlessRepo::Application:
                            Name: drainguard
                        """,
                        "    SemanticVersion: 0.2.1\n  AWS::CloudFormation::Interface: {}\n");
    }

    @Test
    void template_takesTheFunctionFromTheBucketThatIsNamed() {
        assertThat(ReleaseTexts.ready(TEMPLATE, "0.2.1", "releases"))
                .contains("      CodeUri: s3://releases/drainguard/0.2.1/drainguard-function-0.2.1.zip\n")
                .doesNotContain("src/guard");
    }

    @Test
    void templateThatHasChanged_isRefused() {
        assertThatThrownBy(() -> ReleaseTexts.ready(TEMPLATE.replace("src/guard", "src"), "0.2.1", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CodeUri");
    }

    @Test
    void notes_areTheVersionsSection() {
        assertThat(ReleaseTexts.notes(CHANGELOG, "0.2.1")).isEqualTo("- new\n");
        assertThat(ReleaseTexts.notes(CHANGELOG, "0.2.0")).isEqualTo("- old\n");
    }

    @Test
    void notesOfAVersionWithoutASection_areWhatIsUnreleased() {
        assertThat(ReleaseTexts.notes(CHANGELOG, "0.2")).isEqualTo("- open\n");
        assertThatThrownBy(() -> ReleaseTexts.notes(List.of("# Changelog"), "0.2.1"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
