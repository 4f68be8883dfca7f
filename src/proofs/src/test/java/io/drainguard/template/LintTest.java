package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The templates under AWS's own linter.
class LintTest {
    private static final String RUN_ON = "\n  RunOn:\n    Type: String\n    Default: Lambda\n";

    @TempDir
    Path directory;

    /// One Region of each kind: commercial, new, without SnapStart, China, GovCloud, isolated, European Sovereign
    /// Cloud. The workflow lints for all of them.
    private static final List<String> REGIONS = List.of(
            "us-east-1",
            "eu-central-2",
            "ap-east-2",
            "ap-southeast-6",
            "cn-north-1",
            "us-gov-west-1",
            "us-iso-east-1",
            "eusc-de-east-1");

    @Test
    void linter_isSilentInEveryKindOfRegion() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--regions"));
        arguments.addAll(REGIONS);
        arguments.add("--");
        Template.files().forEach(template -> arguments.add(template.toString()));
        assertSilent(arguments);
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
        for (Path template : Template.files()) {
            assertSilent(List.of(Transformed.into(directory, template).toString()));
        }
    }

    /// E2530 has a list of 22 Regions of its own, where AWS has SnapStart in all commercial ones but two, and does
    /// not see that a condition leaves it out elsewhere (cfn-lint 1.51.0,
    /// `rules/resources/lmbd/SnapStartSupported.py`).
    @Test
    void linter_isToldToOverlookOnlyItsOldListOfRegions() throws IOException {
        for (Path other : Template.files()) {
            assertThat(other.equals(Template.GUARD)
                            || Template.load(other).raw().findValues("cfn-lint").isEmpty())
                    .as(other.toString())
                    .isTrue();
        }
        assertThat(Template.load(Path.of("template.yaml")).raw().findValues("cfn-lint"))
                .extracting(JsonNode::toString)
                .containsExactly("{\"config\":{\"ignore_checks\":[\"E2530\"]}}");
        assertThat(Template.load(Path.of("template.yaml"))
                        .raw()
                        .at("/Resources/Guard/Metadata/cfn-lint/config/ignore_checks/0")
                        .asText())
                .isEqualTo("E2530");
        assertThat(List.of(".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"))
                .noneMatch(name -> Files.exists(Path.of(name)));
    }

    private static void assertSilent(List<String> arguments) {
        Tools.assumeInstalled("cfn-lint");
        List<String> command = new ArrayList<>(List.of("cfn-lint"));
        command.addAll(arguments);
        Tools.Answer answer = Tools.run(command);
        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).isZero();
    }
}
