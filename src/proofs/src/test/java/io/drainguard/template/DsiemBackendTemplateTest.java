package io.drainguard.template;

import static io.drainguard.template.TemplateRules.alarmActions;
import static io.drainguard.template.TemplateRules.launch;
import static io.drainguard.template.TemplateRules.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a deployment of `templates/dsiem-backend.yaml` consists of, one backend, and where it is refused.
class DsiemBackendTemplateTest {
    private static final Path PAGE = Path.of("docs/reference/dsiem-template.md");

    private final Template backend = Dsiem.backend();

    DsiemBackendTemplateTest() throws IOException {}

    // --- what is refused ---

    @Test
    void soundParameters_areAccepted() {
        assertThat(backend.objections()).isEmpty();
        assertThat(backend.with("ThirdSubnetId", Network.THIRD).objections()).isEmpty();
    }

    @Test
    void subnetsThatOneZoneTakesAlong_areRefused() {
        assertThat(Network.oneZone(backend).objections())
                .singleElement()
                .asString()
                .contains("are in one Availability Zone");
        assertThat(backend.with("SecondSubnetId", Network.FIRST).objections())
                .anyMatch(objection -> objection.contains("are one subnet"));
        assertThat(backend.with("ThirdSubnetId", Network.SECOND).objections())
                .singleElement()
                .asString()
                .startsWith("ThirdSubnetId is one of the other two");
        assertThat(Network.twoVpcs(backend).objections())
                .singleElement()
                .asString()
                .contains("are in different VPCs");
    }

    @Test
    void clusterThatIsNotThere_isNamed() {
        assertThatThrownBy(() -> backend.with("ClusterStack", "other").resources())
                .hasMessageContaining("no stack exports other-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ClusterStack",
                "NodeName",
                "FirstSubnetId",
                "SecondSubnetId",
                "BeatsHost",
                "DsiemUrl",
                "DsiemSha256",
                "NatsUrl",
                "NatsSha256",
                "FilebeatUrl",
                "FilebeatSha256"
            })
    void parameterWithoutAnyDefaultThatWouldDo_mustBeGiven(String parameter) {
        assertThat(backend.parameters().get(parameter).has("Default")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NodeName | backend | two digits always",
                "NodeName | backend-1 | since the Rust edition matches prefixes",
                "NodeName | backend-010 | a backend x-1 would take the directives of x-10 too",
                "NodeName | Backend-01 | small letters",
                "NodeName | web_scans-01 | a hyphen",
                "ClusterStack | my stack | name of the stack of dsiem.yaml",
                "ClusterStack | sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss | 64 characters at most",
                "BeatsHost | logstash.example.com | and its port",
                "BeatsHost | logstash:http | and its port",
                "BeatsHost | http://logstash:5044 | and its port",
                "BeatsCidr | 10.0.0.0 | One range of IPv4 addresses",
                "DsiemUrl | s3://bucket/dsiem.zip | begins with https://",
                "DsiemSha256 | 0123 | 64 hexadecimal digits",
                "NatsUrl | http://example.com/nats.tgz | begins with https://",
                "NatsSha256 | 0123 | 64 hexadecimal digits",
                "FilebeatUrl | https://example.com/'a' | quotes",
                "FilebeatSha256 | 0123 | 64 hexadecimal digits",
                "ThirdSubnetId | vpc-0a | id of one subnet",
                "InstanceSecurityGroup | default | id of one security group",
                "AmiId | image | id of an image",
                "AlarmEmail | nobody | One e-mail address",
                "AlarmTopicArn | ops | ARN of an SNS topic",
                "KmsKeyArn | alias/ours | not of an alias",
                "DocumentName | AWS-RunShellScript | begins with drainguard-",
                "PermissionsBoundaryArn | ours | ARN of an IAM policy"
            })
    void otherText_isRefusedWithAMessageThatSaysWhatIsWanted(String parameter, String value, String message) {
        DsiemTemplateTest.assertRefused(backend.parameters().get(parameter), value, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-01", "web-scans-10", "a-00"})
    void paddedName_isAccepted(String name) {
        assertThat(name)
                .matches(backend.parameters()
                        .get("NodeName")
                        .path("AllowedPattern")
                        .asText());
    }

    /// A node must be able to overlap for that long and ship afterwards, before the guard gives it up.
    @Test
    void overlap_endsWellBeforeTheGuardsCeiling() {
        JsonNode overlap = backend.parameters().get("Overlap");
        long hold = Settings.of(Map.of()).maxHold().toSeconds();
        long hook = 100L
                * backend.parameters().get("HeartbeatTimeout").path("MinValue").asLong();

        assertThat(overlap.path("Default").asText()).isEqualTo("600");
        assertThat(overlap.path("MinValue").asLong()).isZero();
        assertThat(overlap.path("MaxValue").asLong() * 2).isLessThanOrEqualTo(Math.min(hold, hook));
        assertThat(overlap.path("ConstraintDescription").asText()).contains("48 hours");
    }

    @ParameterizedTest
    @CsvSource({"MaxQueue, 0, 999999", "VolumeSize, 8, 16384", "HeartbeatTimeout, 1728, 7200"})
    void numbers_haveBoundsAndAMessage(String parameter, int least, int most) {
        JsonNode declared = backend.parameters().get(parameter);

        assertThat(declared.path("MinValue").asInt(-1)).isEqualTo(least);
        assertThat(declared.path("MaxValue").asInt()).isEqualTo(most);
        assertThat(declared.path("ConstraintDescription").asText()).isNotBlank();
    }

    /// Measured: with dsiem's own bound 18 to 33 % of all alarms were lost.
    @Test
    void queue_isUnboundedUnlessTheOperatorSaysOtherwise() {
        assertThat(backend.parameterDefault("MaxQueue")).isEqualTo("0");
        assertThat(backend.with("MaxQueue", "25000")
                        .properties("BackendTemplate")
                        .toString())
                .contains("MAXQUEUE=25000\\n");
    }

    // --- the group ---

    @Test
    void group_launchesTheSuccessorBeforeItsNodeGoes() {
        JsonNode group = backend.properties("BackendGroup");

        assertThat(List.of("MinSize", "MaxSize", "DesiredCapacity"))
                .allSatisfy(size -> assertThat(group.path(size).asText()).isEqualTo("1"));
        assertThat(group.at("/InstanceMaintenancePolicy/MinHealthyPercentage").asInt())
                .isEqualTo(100);
        assertThat(group.at("/InstanceMaintenancePolicy/MaxHealthyPercentage").asInt())
                .isEqualTo(200);
        assertThat(backend.resources().get("BackendGroup").has("UpdatePolicy")).isFalse();
    }

    /// Its unshipped alarms are on its disk, so it does not yield.
    @Test
    void node_isHeldAndRetainedLikeAWorker() throws IOException {
        JsonNode worker = Deployments.complete(Template.load(Template.GUARD)).properties("WorkerAutoScalingGroup");
        JsonNode group = backend.properties("BackendGroup");

        assertThat(TemplateRules.hooks(backend, "BackendGroup"))
                .containsExactly(
                        "drainguard-dsiem-launch autoscaling:EC2_INSTANCE_LAUNCHING 900 ABANDON",
                        "Cribl-Scaledown-Hook autoscaling:EC2_INSTANCE_TERMINATING 3600 ABANDON");
        assertThat(group.path("InstanceLifecyclePolicy")).isEqualTo(worker.path("InstanceLifecyclePolicy"));
        assertThat(group.path("DeletionProtection")).isEqualTo(worker.path("DeletionProtection"));
        assertThat(TemplateRules.tags(backend, "BackendGroup")).doesNotContainKey("drainguard:yields-after");
        assertThat(backend.resources("AWS::AutoScaling::LifecycleHook")).isEmpty();
    }

    @Test
    void terminatingHook_isNamedAsTheGuardsIs() throws IOException {
        TemplateRules.assertHookIsNamedAsTheGuardsIs(backend);
    }

    @Test
    void disk_isThatOfAWorker() throws IOException {
        JsonNode worker = launch(Deployments.complete(Template.load(Template.GUARD)), "WorkerTemplate");
        JsonNode node = launch(backend, "BackendTemplate");

        TemplateRules.assertNodeIsSound(backend, "BackendTemplate");
        assertThat(node.path("BlockDeviceMappings")).isEqualTo(worker.path("BlockDeviceMappings"));
        assertThat(node.path("InstanceInitiatedShutdownBehavior"))
                .isEqualTo(worker.path("InstanceInitiatedShutdownBehavior"));
        assertThat(node.path("TagSpecifications").toString())
                .contains("{\"Key\":\"drainguard\",\"Value\":\"drainguard-web-dsiem-backend\"}");
    }

    @Test
    void tags_sayWhatTheGuardDoctorAndOtherBackendsRead() {
        Template other = backend.with("Overlap", "0").with("MaxQueue", "25000");

        assertThat(TemplateRules.tags(backend, "BackendGroup"))
                .containsEntry("Name", "web-backend true")
                .containsEntry("drainguard", "drainguard-web-dsiem-backend true")
                .containsEntry("drainguard:system", "dsiem-backend false")
                .containsEntry("drainguard:dsiem-node", "web-01 false")
                .containsEntry("drainguard:overlap", "600 false")
                .containsEntry("drainguard:max-queue", "0 false");
        assertThat(TemplateRules.tags(other, "BackendGroup"))
                .containsEntry("drainguard:overlap", "0 false")
                .containsEntry("drainguard:max-queue", "25000 false");
    }

    /// A dsiem or a Filebeat that another image starts by itself would run while the tag says that none does. A tag of
    /// the group would be on instances of older templates, too.
    @ParameterizedTest
    @CsvSource({
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64, true",
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64, true",
        "ami-0123456789abcdef0, false",
        "/golden/images/siem, false",
        "/golden/aws/service/ami-amazon-linux-latest/al2023, false"
    })
    void tagOfTheFirstBoot_isGivenToInstancesOfAmazonsImagesOnly(String image, boolean tagged) {
        Template given = backend.with("AmiId", image);
        String tag =
                "{\"ResourceType\":\"instance\",\"Tags\":[{\"Key\":\"" + Tags.UNSTARTED + "\",\"Value\":\"true\"}]}";

        assertThat(launch(given, "BackendTemplate")
                        .path("TagSpecifications")
                        .toString()
                        .contains(tag))
                .isEqualTo(tagged);
        assertThat(launch(given, "BackendTemplate").toString().contains("\"" + Tags.UNSTARTED + "\""))
                .isEqualTo(tagged);
        assertThat(TemplateRules.tags(given, "BackendGroup")).doesNotContainKey(Tags.UNSTARTED);
    }

    /// A node that gives up says so while its hook still waits for it.
    @Test
    void launchingHook_waitsLongerThanTheBootTries() throws IOException {
        Matcher limit =
                Pattern.compile("\\(now\\) \\+ (\\d+)").matcher(Files.readString(Path.of("nodes/dsiem/dsiem-boot")));

        assertThat(limit.find()).isTrue();
        assertThat(Integer.parseInt(limit.group(1)) + 60).isLessThan(900);
    }

    @Test
    void group_isMadeAfterAllThatItsNodeNeeds() {
        TemplateRules.assertMadeBeforeAllBut(told(backend.with("ThirdSubnetId", Network.THIRD)), "BackendGroup");
    }

    @Test
    void everyDeployment_hasAllThatItRefersTo() {
        for (Template one : List.of(backend, told(backend.with("ThirdSubnetId", Network.THIRD)))) {
            assertThat(one.dependencies()).hasSameSizeAs(one.resources());
        }
        assertThat(texts(backend.with("ThirdSubnetId", Network.THIRD)
                        .properties("BackendGroup")
                        .path("VPCZoneIdentifier")))
                .containsExactly(Network.FIRST, Network.SECOND, Network.THIRD);
    }

    @Test
    void ownKey_isThatOfEverythingThatIsEncrypted() {
        String key = "arn:aws:kms:eu-central-1:123456789012:key/1";
        Template own = told(backend).with("KmsKeyArn", key);

        assertThat(own.properties("AlarmTopic").path("KmsMasterKeyId").asText()).isEqualTo(key);
        assertThat(launch(own, "BackendTemplate")
                        .at("/BlockDeviceMappings/0/Ebs/KmsKeyId")
                        .asText())
                .isEqualTo(key);
    }

    @Test
    void alarmsTell_whoeverWasNamed() {
        String topic = "arn:aws:sns:eu-central-1:123456789012:ops";
        assertThat(alarmActions(backend)).isEmpty();
        assertThat(alarmActions(told(backend))).containsOnly("web-AlarmTopic");
        assertThat(alarmActions(backend.with("AlarmTopicArn", topic))).containsOnly(topic);
        assertThat(backend.output("WhoIsNotified")).startsWith("NO ONE IS NOTIFIED");
    }

    @Test
    void documentOfALongStack_takesAnotherName() {
        assertThat(backend.in("s".repeat(103), "eu-central-1").drainDocument().name())
                .hasSize(128);
        assertThat(backend.with("DocumentName", "drainguard-a").drainDocument().name())
                .isEqualTo("drainguard-a");
    }

    // --- the page ---

    @Test
    void everyParameter_standsOnItsPageWithItsDefault() throws IOException {
        TemplateRules.assertPageNamesEveryParameter(backend, PAGE, "Parameters of a backend");
    }

    @Test
    void everyOutput_standsOnItsPage() throws IOException {
        String section = TemplateRules.section(Files.readString(PAGE), "Outputs of a backend");

        assertThat(backend.raw().path("Outputs").properties())
                .allSatisfy(output -> assertThat(section).contains("| `" + output.getKey() + "` | "));
    }

    @Test
    void everyAlarm_hasItsPlaceInTheRunbook() throws IOException {
        TemplateRules.assertEveryAlarmHasItsPlaceInTheRunbook(backend, "BackendMissing", "SuccessorFails");
    }

    @Test
    void console_showsEveryParameterOnceAndNoneThatDoesNotExist() {
        TemplateRules.assertConsoleShowsEveryParameterOnce(backend);
    }

    @Test
    void everyParameter_isUsedAndSaysWhatItIs() {
        TemplateRules.assertEveryParameterIsUsedAndSaysWhatItIs(backend);
    }

    private static Template told(Template template) {
        return template.with("AlarmEmail", "ops@example.com");
    }
}
