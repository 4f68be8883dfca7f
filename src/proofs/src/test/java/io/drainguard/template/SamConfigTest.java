package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `sam` reads beside the template, and what it writes there.
class SamConfigTest {
    /// CloudFormation takes 1 MB from a bucket, 51,200 bytes from the request (CloudFormation User Guide, quotas).
    private static final long MOST_BYTES = 1_000_000;

    private static final long MOST_BYTES_WITHOUT_A_BUCKET = 51_200;

    private final Template template;
    private final JsonNode tracked;
    private final JsonNode example;

    SamConfigTest() throws IOException {
        template = Template.load(Path.of("template.yaml"));
        tracked = new YAMLMapper().readTree(Path.of("samconfig.yaml").toFile());
        example = new TomlMapper().readTree(Path.of("samconfig.example.toml").toFile());
    }

    /// SAM refuses a file without a version that is a fraction (aws-sam-cli, `lib/config/samconfig.py`, 1.164.0).
    @Test
    void bothFiles_haveTheVersionThatSamReads() {
        assertThat(tracked.path("version").isFloatingPointNumber()).isTrue();
        assertThat(tracked.path("version").asText()).isEqualTo("0.1");
        assertThat(example.path("version").isFloatingPointNumber()).isTrue();
        assertThat(example.path("version").asText()).isEqualTo("0.1");
    }

    /// The default environment is the one of the original's commands: their `sam deploy` names no bucket.
    @Test
    void plainDeployment_findsABucket() throws IOException {
        assertThat(Files.size(Path.of("template.yaml"))).isGreaterThan(MOST_BYTES_WITHOUT_A_BUCKET);
        assertThat(parameters("default").path("resolve_s3").asBoolean()).isTrue();
        assertThat(parameters("default").path("capabilities").asText()).isEqualTo("CAPABILITY_IAM");
    }

    @Test
    void ownBucket_andPipeline_differInOneThingEach() {
        assertThat(parameters("own-bucket").path("resolve_s3").asBoolean(true)).isFalse();
        assertThat(parameters("own-bucket").path("confirm_changeset").asBoolean())
                .isTrue();
        assertThat(parameters("pipeline").path("confirm_changeset").asBoolean(true))
                .isFalse();
        assertThat(parameters("pipeline").path("resolve_s3").asBoolean()).isTrue();
        for (String environment : List.of("own-bucket", "pipeline")) {
            assertThat(parameters(environment).path("capabilities").asText()).isEqualTo("CAPABILITY_IAM");
            assertThat(tracked.path(environment).path("global"))
                    .isEqualTo(tracked.path("default").path("global"));
        }
    }

    /// SAM reads samconfig.toml before samconfig.yaml, and writes the answers of `--guided` into samconfig.toml
    /// (aws-sam-cli, `lib/config/samconfig.py` and `commands/deploy/guided_context.py`, 1.164.0).
    @Test
    void whatSamWrites_isIgnoredByGit() {
        Tools.assumeInstalled("git");
        for (String written : List.of("samconfig.toml", "packaged.yaml", ".aws-sam/build.toml")) {
            assertThat(Tools.run(List.of("git", "check-ignore", "--no-index", "-q", written))
                            .exitCode())
                    .as(written)
                    .isZero();
        }
        assertThat(Path.of("samconfig.toml"))
                .as("a tracked file that SAM would write")
                .doesNotExist();
    }

    /// What `sam package` writes into the folder of the code would be packaged with it, and make each build a new
    /// one.
    @Test
    void packagedTemplate_liesOutsideOfTheCode() {
        assertThat(template.raw().at("/Resources/Guard/Properties/CodeUri").asText())
                .isEqualTo("src/guard");
    }

    @Test
    void template_isSmallerThanCloudFormationTakes(@TempDir Path directory) throws IOException {
        assertThat(Files.size(Path.of("template.yaml"))).isLessThan(MOST_BYTES);
        assertThat(Files.size(Transformed.into(directory))).isLessThan(MOST_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"new-group", "existing-groups", "ec2"})
    void exampleOfEachCase_deploysWithoutAnObjection(String environment) {
        Template deployed = template;
        for (String override : overrides(environment)) {
            String[] pair = override.split("=", 2);
            assertThat(template.parameters()).as(environment).containsKey(pair[0]);
            assertThat(pair[1])
                    .as(override)
                    .satisfiesAnyOf(
                            value -> assertThat(
                                            template.parameters().get(pair[0]).has("AllowedPattern"))
                                    .isFalse(),
                            value -> assertThat(value.split(","))
                                    .allMatch(item -> item.matches(template.parameters()
                                            .get(pair[0])
                                            .path("AllowedPattern")
                                            .asText())));
            deployed = deployed.with(pair[0], pair[1]);
        }

        assertThat(deployed.objections()).isEmpty();
        JsonNode deploy = example.path(environment).at("/deploy/parameters");
        assertThat(deploy.path("capabilities").asText()).isEqualTo("CAPABILITY_IAM");
        assertThat(deploy.path("resolve_s3").asBoolean()).isTrue();
        assertThat(example.path(environment).at("/global/parameters/stack_name").asText())
                .isEqualTo("drainguard");
    }

    @ParameterizedTest
    @CsvSource({"new-group, Create, Lambda", "existing-groups, None, Lambda", "ec2, None, Ec2"})
    void exampleOfEachCase_isThatCase(String environment, String workers, String runOn) {
        Template deployed = template;
        for (String override : overrides(environment)) {
            String[] pair = override.split("=", 2);
            deployed = deployed.with(pair[0], pair[1]);
        }

        assertThat(deployed.parameterValue("WorkerGroup")).isEqualTo(workers);
        assertThat(deployed.parameterValue("RunOn")).isEqualTo(runOn);
    }

    /// The command of the original's page, with its six values (its "Deployment Steps").
    @Test
    void originalsSixValues_areAllThatAreNeeded() {
        Template deployed = template.with("InstanceKeyPair", "ops")
                .with("InstanceSecurityGroup", "sg-0123456789abcdef0")
                .with("SubnetIDs", "subnet-0123456789abcdef0,subnet-0123456789abcdef1")
                .with("CriblLeaderHost", "leader.example.com")
                .with("CriblLeaderToken", "token")
                .with("Queues", "/opt/cribl/state/queues");

        assertThat(deployed.objections()).isEmpty();
    }

    private JsonNode parameters(String environment) {
        return tracked.path(environment).at("/deploy/parameters");
    }

    private List<String> overrides(String environment) {
        List<String> overrides = new ArrayList<>();
        example.path(environment)
                .at("/deploy/parameters/parameter_overrides")
                .forEach(override -> overrides.add(override.asText()));
        assertThat(overrides).as(environment).isNotEmpty();
        return overrides;
    }
}
