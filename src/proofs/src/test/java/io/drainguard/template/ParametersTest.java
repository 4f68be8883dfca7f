package io.drainguard.template;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator may set, what it is when not set, and that setting it has an effect.
class ParametersTest {
    private final Template template;

    ParametersTest() throws IOException {
        template = Template.load(Path.of("template.yaml"));
    }

    @Test
    void parameters_haveTheNamesAndDefaultsPromised() {
        Map<String, String> promised = Map.ofEntries(
                entry("WorkerGroup", "Create"),
                entry("RunOn", "Lambda"),
                entry("GuardVpcId", ""),
                entry("GuardInstanceType", "t4g.nano"),
                entry("GuardAmiId", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"),
                entry("AmiId", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"),
                entry("AutoScalingGroupName", ""),
                entry("DocumentName", ""),
                entry("AutoScalingGroupMinSize", "1"),
                entry("AutoScalingGroupMaxSize", "4"),
                entry("AutoScalingGroupDesiredCapacity", "1"),
                entry("CriblLeaderHost", ""),
                entry("CriblLeaderPort", "4200"),
                entry("CriblLeaderToken", ""),
                entry("HeartbeatTimeout", "3600"),
                entry("InstanceType", "t2.large"),
                entry("InstanceKeyPair", ""),
                entry("InstanceSecurityGroup", ""),
                entry("LifecycleHookName", "Cribl-Scaledown-Hook"),
                entry("Queues", "/opt/cribl/state/queues,/opt/cribl/state/outputs/staging?"),
                entry("SubnetIDs", ""),
                entry("Exclude", "CriblOpenFiles.*.json,*.lock"),
                entry("MaxHold", "172800"),
                entry("ProtectVolumes", "true"),
                entry("EndRetained", "own"),
                entry("ReservedConcurrency", "0"),
                entry("LogRetentionDays", "90"),
                entry("PermissionsBoundaryArn", ""),
                entry("CriblVersion", ""),
                entry("CriblDownloadSha256", ""),
                entry("CriblWorkerGroup", "default"),
                entry("CriblLeaderTls", "false"),
                entry("Architecture", "x86_64"),
                entry("FunctionMemory", "512"),
                entry("VolumeSize", "30"),
                entry("Dashboard", "true"),
                entry("AlarmTopicArn", ""),
                entry("AlarmEmail", ""),
                entry("Notices", "on"),
                entry("GroupMetrics", "10"),
                entry("KmsKeyArn", ""),
                entry("GuardSubnetIDs", ""),
                entry("SnapStart", "Auto"));
        assertThat(template.parameters().keySet()).containsExactlyInAnyOrderElementsOf(promised.keySet());
        promised.forEach((name, value) ->
                assertThat(template.parameterDefault(name)).as(name).isEqualTo(value));
    }

    @ParameterizedTest
    @CsvSource({"HeartbeatTimeout, 30, 7200", "MaxHold, 60, 172800"})
    void times_haveTheBoundsOfAwsAndOfTheCode(String parameter, long least, long most) {
        JsonNode declaration = template.parameters().get(parameter);
        assertThat(declaration.path("Type").asText()).isEqualTo("Number");
        assertThat(declaration.path("MinValue").asLong()).isEqualTo(least);
        assertThat(declaration.path("MaxValue").asLong()).isEqualTo(most);
    }

    @Test
    void heartbeatTimeoutParameter_isTheHooksOwn() {
        JsonNode hook = template.with("HeartbeatTimeout", "1234")
                .only("AWS::AutoScaling::AutoScalingGroup")
                .at("/LifecycleHookSpecificationList/0");
        assertThat(hook.path("HeartbeatTimeout").asText()).isEqualTo("1234");
    }

    @ParameterizedTest
    @CsvSource({
        "LifecycleHookName, LIFECYCLE_HOOK_NAME",
        "MaxHold, MAX_HOLD_SECONDS",
        "ProtectVolumes, PROTECT_VOLUMES",
        "EndRetained, END_RETAINED",
        "GroupMetrics, GROUP_METRICS",
        "Notices, NOTICES"
    })
    void setting_reachesTheFunction(String parameter, String variable) {
        assertThat(template.with(parameter, "77").functionEnvironment()).containsEntry(variable, "77");
    }

    @ParameterizedTest
    @CsvSource({
        "LifecycleHookName, LIFECYCLE_HOOK_NAME",
        "MaxHold, MAX_HOLD_SECONDS",
        "ProtectVolumes, PROTECT_VOLUMES",
        "EndRetained, END_RETAINED",
        "GroupMetrics, GROUP_METRICS",
        "Notices, NOTICES"
    })
    void setting_reachesTheGuardOnEc2(String parameter, String variable) {
        assertThat(Deployments.onEc2(template).with(parameter, "77").serviceEnvironment())
                .containsEntry(variable, "77");
    }

    @Test
    void functionEnvironment_isWhatTheCodeReadsAndTheJvmsFlags() {
        assertThat(template.functionEnvironment())
                .isEqualTo(Map.of(
                        "LIFECYCLE_HOOK_NAME", "Cribl-Scaledown-Hook",
                        "MAX_HOLD_SECONDS", "172800",
                        "PROTECT_VOLUMES", "true",
                        "DRAIN_DOCUMENT", "drainguard-cribl",
                        "DOCUMENTS_PARAMETER", "/drainguard/cribl/documents",
                        "END_RETAINED", "own",
                        "GROUP_METRICS", "10",
                        "NOTICES", "on",
                        "JAVA_TOOL_OPTIONS", "-XX:+TieredCompilation -XX:TieredStopAtLevel=1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LifecycleHookName",
                "MaxHold",
                "ProtectVolumes",
                "EndRetained",
                "FunctionMemory",
                "GroupMetrics",
                "GuardSubnetIDs",
                "Notices",
                "SnapStart"
            })
    void changedSetting_publishesANewVersion(String parameter) {
        assertThat(description(template.with(parameter, "77"))).isNotEqualTo(description(template));
    }

    @Test
    void everyParameterOfThePublishedVersion_isInItsDescription() {
        JsonNode guard = template.raw().at("/Resources/Guard/Properties");
        List<String> references = new ArrayList<>(guard.path("Environment").findValuesAsText("Ref"));
        references.addAll(guard.path("MemorySize").findValuesAsText("Ref"));
        assertThat(guard.at("/VersionDescription/Fn::Sub/0").asText())
                .contains(references.stream()
                        .filter(template.parameters()::containsKey)
                        .map(name -> "${" + name + "}")
                        .toList());
    }

    /// Lambda takes 256 characters (Lambda API Reference, PublishVersion).
    @Test
    void descriptionOfAVersion_fitsWithTheLongestValues() {
        Template longest = template.with("MaxHold", "172800")
                .with("ProtectVolumes", "false")
                .with("EndRetained", "own")
                .with("FunctionMemory", "10240")
                .with("GroupMetrics", "100")
                .with("Notices", "off")
                .with("SnapStart", "Auto")
                .with("GuardSubnetIDs", "subnet-0123456789abcdef0,subnet-0123456789abcdef1")
                .with("LifecycleHookName", "h".repeat(150));

        assertThat(description(longest)).hasSizeBetween(240, 256);
    }

    private static String description(Template template) {
        return template.only("AWS::Serverless::Function")
                .path("VersionDescription")
                .asText();
    }

    @Test
    void queuesParameter_isTheDocumentsDefault() {
        assertThat(template.with("Queues", "/a,/b c").drainDocument().defaults())
                .containsEntry("queues", "/a,/b c");
    }

    /// The guard runs no document but this one and those that an operator lists; the operator lists them here.
    @Test
    void documentsThatTheGuardRuns_areListedInAParameterThatBeginsWithTheStacksOwn() {
        JsonNode list = template.only("AWS::SSM::Parameter");

        assertThat(list.path("Name").asText())
                .isEqualTo(template.functionEnvironment().get("DOCUMENTS_PARAMETER"));
        assertThat(list.path("Value").asText())
                .isEqualTo(template.drainDocument().name());
        assertThat(list.path("Type").asText()).isEqualTo("String");
        assertThat(list.path("AllowedPattern").asText())
                .isEqualTo("^drainguard-[A-Za-z0-9_.-]+(, *drainguard-[A-Za-z0-9_.-]+)*$");
        assertThat(template.drainDocument().name())
                .matches(list.path("AllowedPattern").asText());
    }

    /// When a hook is deleted AWS completes its waits, a terminating node's with CONTINUE.
    @Test
    void hooksNewNameWhileNodesWait_isWarnedOfWhereItIsTyped() {
        assertThat(template.parameters()
                        .get("LifecycleHookName")
                        .path("Description")
                        .asText())
                .contains("Never change it while nodes wait")
                .contains("ends them");
    }

    /// CloudFormation cannot measure a stack's name, so the page that tells of it must be right.
    @Test
    void longestNameOfAStack_isToldWhereItIsChosen() throws IOException {
        int longest = template.resources("AWS::SSM::Document").values().stream()
                .mapToInt(document ->
                        128 - document.at("/Properties/Name").asText().length() + "cribl".length())
                .min()
                .orElseThrow();

        assertThat(Files.readString(Path.of("docs/deploy.md"))).contains("of more than " + longest + " characters");
        assertThat(Files.readString(Path.of("docs/stacks.md"))).contains("up to " + longest + " characters");
    }

    @Test
    void drainDocument_isNamedAsTheGuardMayRunIt() {
        assertThat(template.drainDocument().name()).startsWith("drainguard-");
    }

    @Test
    void documents_takeTheirParametersAsVariablesOnly() {
        template.resources("AWS::SSM::Document")
                .values()
                .forEach(document -> document.at("/Properties/Content/parameters")
                        .forEach(parameter -> {
                            assertThat(parameter.path("type").asText()).isEqualTo("String");
                            assertThat(parameter.path("interpolationType").asText())
                                    .isEqualTo("ENV_VAR");
                            assertThat(parameter.path("allowedPattern").asText())
                                    .startsWith("^")
                                    .endsWith("$");
                        }));
    }

    @Test
    void rescueDocument_doesNothingWithoutATaskAndAVolume() {
        var document = template.rescueDocument();
        assertThat(document.name()).isEqualTo("rescue-drainguard-cribl");
        var parameters = template.properties("RescueDocument").at("/Content/parameters");
        assertThat(List.of("task", "volume", "device"))
                .allMatch(parameters::has)
                .noneMatch(name -> parameters.path(name).has("default"));
        assertThat(List.of("queues", "exclude", "at", "service"))
                .allMatch(name -> document.defaults()
                        .get(name)
                        .matches(document.allowedPatterns().get(name)));
        assertThat(List.of("queues", "exclude"))
                .allMatch(name -> document.defaults()
                        .get(name)
                        .equals(template.drainDocument().defaults().get(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vol-1; reboot", "vol-", "vol-$(reboot)0123456", "/dev/sda", "/dev/sdf1", "mount;", "{{x}}"})
    void rescueDocument_refusesShellText(String text) {
        var patterns = template.rescueDocument().allowedPatterns();
        assertThat(List.of("task", "volume", "device")).noneMatch(name -> text.matches(patterns.get(name)));
    }

    @Test
    void drainDocument_acceptsItsOwnDefaults() {
        var document = template.drainDocument();
        document.allowedPatterns()
                .forEach((name, pattern) ->
                        assertThat(document.defaults().get(name)).matches(pattern));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "queues",
                "/a,,/b",
                "/a,b",
                "/a;reboot",
                "/a$(reboot)",
                "/a`b`",
                "/{{x}}",
                "/a\nb",
                "/a'b",
                "/a\"b",
                ""
            })
    void drainDocument_refusesPathsWithShellText(String queues) {
        String pattern = template.drainDocument().allowedPatterns().get("queues");
        assertThat(queues.matches(pattern)).isFalse();
    }

    @Test
    void emptyParameters_areRefusedWithClearMessages() {
        assertThat(template.objections())
                .hasSize(4)
                .anyMatch(message -> message.startsWith("CriblLeaderHost is empty"))
                .anyMatch(message -> message.startsWith("CriblLeaderToken is empty"))
                .anyMatch(message -> message.startsWith("SubnetIDs is empty"))
                .anyMatch(message -> message.startsWith("InstanceSecurityGroup is empty"));
    }

    @Test
    void checksumWithoutItsVersion_isRefused() {
        assertThat(Deployments.complete(template).with("CriblVersion", "").objections())
                .singleElement()
                .asString()
                .startsWith("CriblDownloadSha256 is given and CriblVersion is empty");
        assertThat(Deployments.complete(template)
                        .with("CriblVersion", "")
                        .with("CriblDownloadSha256", "")
                        .objections())
                .isEmpty();
    }

    // --- the image, and the tag that says that Cribl never started ---

    @ParameterizedTest
    @CsvSource({
        "ami-0123456789abcdef0, ami-0123456789abcdef0, false",
        "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2,"
                + " '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2}}', true",
        "/ours/image, {{resolve:ssm:/ours/image}}, false",
        "/ours/aws/service/ami-amazon-linux-latest/x, '{{resolve:ssm:/ours/aws/service/ami-amazon-linux-latest/x}}', false",
        "/aws/service/ami-windows-latest/x, '{{resolve:ssm:/aws/service/ami-windows-latest/x}}', false"
    })
    void image_isAnIdOrAParameterAndOnlyAmazonsGetTheTagOfTheFirstBoot(String given, String image, boolean tagged) {
        JsonNode data =
                template.with("AmiId", given).properties("WorkerTemplate").path("LaunchTemplateData");

        assertThat(given)
                .matches(template.parameters()
                        .get("AmiId")
                        .path("AllowedPattern")
                        .asText());
        assertThat(data.path("ImageId").asText()).isEqualTo(image);
        assertThat(data.at("/TagSpecifications/0/Tags").toString().contains("drainguard:unstarted"))
                .isEqualTo(tagged);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ami-", "ami-XYZ", "image", "ami-0123456789abcdef0}}", "/a b", "/a'b", "/a}}", "/a{{b"})
    void image_isNoOtherText(String given) {
        assertThat(given)
                .doesNotMatch(template.parameters()
                        .get("AmiId")
                        .path("AllowedPattern")
                        .asText());
    }

    /// A tag of the group would also be on instances of older templates, whose script does not take it off.
    @Test
    void tagOfTheFirstBoot_isNoTagOfTheGroup() {
        assertThat(template.properties("WorkerAutoScalingGroup").path("Tags").toString())
                .doesNotContain("drainguard:unstarted");
    }

    @Test
    void filledParameters_areAccepted() {
        assertThat(Deployments.complete(template).objections()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ec2", "Both"})
    void guardOnEc2_needsItsNetwork(String runOn) {
        Template alone = template.with("WorkerGroup", "None").with("RunOn", runOn);

        assertThat(alone.objections())
                .hasSize(2)
                .anyMatch(message -> message.startsWith("GuardVpcId is empty"))
                .anyMatch(message -> message.startsWith("SubnetIDs is empty"));
        assertThat(alone.with("GuardVpcId", "vpc-0123456789abcdef0")
                        .with("SubnetIDs", "subnet-0123456789abcdef0")
                        .objections())
                .isEmpty();
    }

    @Test
    void guardAlone_needsNoneOfThem() {
        assertThat(template.with("WorkerGroup", "None").objections()).isEmpty();
    }

    @Test
    void console_showsEveryParameterOnceAndNoneThatDoesNotExist() {
        List<String> shown = new ArrayList<>();
        template.raw()
                .at("/Metadata/AWS::CloudFormation::Interface/ParameterGroups")
                .forEach(group -> group.path("Parameters").forEach(name -> shown.add(name.asText())));
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(template.parameters().keySet());
    }

    /// SAM asks in the order of the file, and answers Enter with the default. For a NoEcho parameter it offers
    /// none: it asks again until something is typed, and does not keep it (aws-sam-cli,
    /// `commands/deploy/guided_context.py`, 1.164.0).
    @Test
    void everyQuestionOfAGuidedDeployment_isAnsweredByEnter() {
        template.parameters().forEach((name, parameter) -> {
            assertThat(parameter.has("Default")).as(name).isTrue();
            assertThat(parameter.has("NoEcho")).as(name).isFalse();
        });
    }

    @Test
    void guidedDeployment_asksForWhatMattersFirst() {
        List<String> asked = new ArrayList<>();
        template.raw().path("Parameters").fieldNames().forEachRemaining(asked::add);

        assertThat(asked)
                .startsWith("WorkerGroup", "RunOn")
                .endsWith("ReservedConcurrency", "GuardInstanceType", "GuardAmiId");
        assertThat(asked.subList(0, 10))
                .contains(
                        "SubnetIDs",
                        "InstanceSecurityGroup",
                        "InstanceKeyPair",
                        "CriblLeaderHost",
                        "CriblLeaderToken",
                        "Queues",
                        "AlarmEmail");
    }

    @Test
    void everyParameter_saysWhatItIs() {
        template.parameters()
                .forEach((name, parameter) -> assertThat(
                                parameter.path("Description").asText())
                        .as(name)
                        .isNotBlank());
    }

    @Test
    void everyParameter_isUsed() throws IOException {
        String rest =
                template.raw().path("Resources").toString() + template.raw().path("Conditions");
        template.parameters()
                .keySet()
                .forEach(
                        name -> assertThat(rest).as(name).containsAnyOf("\"Ref\":\"" + name + "\"", "${" + name + "}"));
    }
}
