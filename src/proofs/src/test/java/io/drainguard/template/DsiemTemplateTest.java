package io.drainguard.template;

import static io.drainguard.template.TemplateRules.alarmActions;
import static io.drainguard.template.TemplateRules.launch;
import static io.drainguard.template.TemplateRules.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a deployment of `templates/dsiem.yaml` consists of, NATS and frontends, and where it is refused.
class DsiemTemplateTest {
    private static final Path PAGE = Path.of("docs/reference/dsiem-template.md");

    private final Template cluster = Dsiem.cluster();

    DsiemTemplateTest() throws IOException {}

    // --- what is refused ---

    @Test
    void soundParameters_areAccepted() {
        assertThat(cluster.objections()).isEmpty();
        assertThat(cluster.with("ThirdSubnetId", Network.THIRD).objections()).isEmpty();
        assertThat(cluster.with("NatsServers", "5").objections()).isEmpty();
    }

    /// Measured: see docs/explanation.
    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void fewerThanThreeNatsServers_areRefusedWithTheMeasuredReason(String servers) {
        assertThat(cluster.with("NatsServers", servers).objections())
                .singleElement()
                .asString()
                .startsWith(
                        "NatsServers is below 3 - a single NATS server lost 41 % of the events of a run in three seconds"
                                + " while every answer was 200");
    }

    @Test
    void subnetsThatOneZoneTakesAlong_areRefused() {
        assertThat(Network.oneZone(cluster).objections())
                .singleElement()
                .asString()
                .contains("are in one Availability Zone");
        assertThat(cluster.with("SecondSubnetId", Network.FIRST).objections())
                .anyMatch(objection -> objection.contains("are one subnet"));
        assertThat(cluster.with("ThirdSubnetId", Network.SECOND).objections())
                .singleElement()
                .asString()
                .startsWith("ThirdSubnetId is one of the other two");
        assertThat(Network.twoVpcs(cluster).objections())
                .singleElement()
                .asString()
                .contains("in another VPC than VpcId");
    }

    /// No default would do, so CloudFormation refuses a deployment without one of these.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "VpcId",
                "FirstSubnetId",
                "SecondSubnetId",
                "ClientCidr",
                "DsiemUrl",
                "DsiemSha256",
                "NatsUrl",
                "NatsSha256"
            })
    void parameterWithoutAnyDefaultThatWouldDo_mustBeGiven(String parameter) {
        assertThat(cluster.parameters().get(parameter).has("Default")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ClientCidr | 10.0.0.0 | One range of IPv4 addresses",
                "ClientCidr | 0.0.0.0/0 | dsiem asks nobody for a password",
                "DsiemUrl | http://example.com/dsiem.zip | begins with https://",
                "DsiemUrl | https://example.com/a b | without blanks",
                "NatsUrl | https://example.com/$(reboot) | shell characters",
                "DsiemSha256 | 0123 | 64 hexadecimal digits",
                "NatsSha256 | sha256:0 | 64 hexadecimal digits",
                "AmiId | image | id of an image",
                "ThirdSubnetId | vpc-0a | id of one subnet",
                "InstanceSecurityGroup | default | id of one security group",
                "AlarmEmail | nobody | One e-mail address",
                "AlarmTopicArn | ops | ARN of an SNS topic",
                "KmsKeyArn | alias/ours | not of an alias",
                "NatsDocumentName | AWS-RunShellScript | begins with drainguard-",
                "FrontendDocumentName | AWS-RunShellScript | begins with drainguard-",
                "PermissionsBoundaryArn | ours | ARN of an IAM policy"
            })
    void otherText_isRefusedWithAMessageThatSaysWhatIsWanted(String parameter, String value, String message) {
        assertRefused(cluster.parameters().get(parameter), value, message);
    }

    /// How CloudFormation refuses a value, and what it then says.
    static void assertRefused(JsonNode parameter, String value, String message) {
        assertThat(value).doesNotMatch(parameter.path("AllowedPattern").asText());
        assertThat(parameter.path("ConstraintDescription").asText()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({"FrontendMin, 2, 100", "FrontendMax, 2, 100", "NatsServers, 1, 5", "RequestsPerTarget, 60, 600000"})
    void numbers_haveBoundsAndAMessage(String parameter, int least, int most) {
        JsonNode declared = cluster.parameters().get(parameter);

        assertThat(declared.path("MinValue").asInt()).isEqualTo(least);
        assertThat(declared.path("MaxValue").asInt()).isEqualTo(most);
        assertThat(declared.path("ConstraintDescription").asText()).isNotBlank();
    }

    // --- NATS ---

    @Test
    void nats_isOfAFixedSizeAndLosesOneServerAtATime() {
        JsonNode group = cluster.properties("NatsGroup");

        assertThat(List.of("MinSize", "MaxSize", "DesiredCapacity"))
                .allSatisfy(size -> assertThat(group.path(size).asText()).isEqualTo("3"));
        assertThat(group.path("HealthCheckType").asText()).isEqualTo("ELB");
        assertThat(cluster.resources("AWS::AutoScaling::ScalingPolicy").values())
                .extracting(
                        policy -> policy.at("/Properties/AutoScalingGroupName").asText())
                .containsExactly("siem-frontend");
    }

    /// AWS rounds the healthy part up (EC2 Auto Scaling User Guide, asg-instance-refresh).
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void nats_replacesExactlyOneOf(int servers) {
        JsonNode policy = cluster.with("NatsServers", "" + servers)
                .properties("NatsGroup")
                .path("InstanceMaintenancePolicy");
        int staying = Math.ceilDiv(policy.path("MinHealthyPercentage").asInt() * servers, 100);

        assertThat(servers - staying).isOne();
        assertThat(policy.path("MaxHealthyPercentage").asInt()).isEqualTo(100);
    }

    /// A new backend looks for its own address among the server's connections.
    @Test
    void natsBalancer_isForClientsWhoseAddressesItKeeps() {
        JsonNode targets = cluster.properties("NatsTargetGroup");

        assertThat(cluster.properties("NatsListener").path("Protocol").asText()).isEqualTo("TCP");
        assertThat(cluster.properties("NatsListener").path("Port").asInt()).isEqualTo(4222);
        assertThat(targets.path("HealthCheckProtocol").asText()).isEqualTo("TCP");
        assertThat(targets.path("HealthCheckPort").asText()).isEqualTo("4222");
        assertThat(targets.path("TargetGroupAttributes").toString())
                .contains("{\"Key\":\"preserve_client_ip.enabled\",\"Value\":\"true\"}");
        assertThat(cluster.resources("AWS::ElasticLoadBalancingV2::Listener")).hasSize(3);
    }

    /// A backend's own server is not told which servers there are: it reaches one of those that are in service.
    @Test
    void routesOfBackendsServers_goThroughTheSameBalancer() {
        assertThat(cluster.properties("RoutesListener").path("Port").asInt()).isEqualTo(6222);
        assertThat(cluster.properties("RoutesListener").path("LoadBalancerArn"))
                .isEqualTo(cluster.properties("NatsListener").path("LoadBalancerArn"));
        assertThat(cluster.properties("RoutesListener")
                        .at("/DefaultActions/0/TargetGroupArn")
                        .asText())
                .isEqualTo("siem-RoutesTargetGroup");
        assertThat(cluster.properties("RoutesTargetGroup").path("Port").asInt()).isEqualTo(6222);
        assertThat(texts(cluster.properties("NatsGroup").path("TargetGroupARNs")))
                .containsExactly("siem-NatsTargetGroup", "siem-RoutesTargetGroup");
    }

    // --- frontends ---

    @Test
    void frontends_scaleByRequestsAndAreAskedForTheirConfiguration() {
        JsonNode group = cluster.properties("FrontendGroup");
        JsonNode targets = cluster.properties("FrontendTargetGroup");
        JsonNode scaling = cluster.properties("FrontendScaling").path("TargetTrackingConfiguration");

        assertThat(group.path("MinSize").asText()).isEqualTo("2");
        assertThat(group.path("MaxSize").asText()).isEqualTo("4");
        assertThat(group.path("HealthCheckType").asText()).isEqualTo("ELB");
        assertThat(group.at("/TargetGroupARNs/0").asText()).isEqualTo("siem-FrontendTargetGroup");
        assertThat(targets.path("HealthCheckPath").asText()).isEqualTo("/config/");
        assertThat(targets.at("/Matcher/HttpCode").asText()).isEqualTo("200");
        assertThat(targets.path("TargetGroupAttributes").toString())
                .contains("{\"Key\":\"deregistration_delay.timeout_seconds\",\"Value\":\"90\"}");
        assertThat(scaling.at("/PredefinedMetricSpecification/PredefinedMetricType")
                        .asText())
                .isEqualTo("ALBRequestCountPerTarget");
        assertThat(scaling.at("/PredefinedMetricSpecification/ResourceLabel").asText())
                .isEqualTo("siem-FrontendBalancer.LoadBalancerFullName/siem-FrontendTargetGroup.TargetGroupFullName");
        assertThat(scaling.path("TargetValue").asText()).isEqualTo("30000");
    }

    /// A stack update must not undo what the group has scaled to.
    @Test
    void frontends_keepTheirNumberInAStackUpdate() {
        assertThat(cluster.properties("FrontendGroup").has("DesiredCapacity")).isFalse();
        assertThat(cluster.resources()
                        .get("FrontendGroup")
                        .at("/UpdatePolicy/AutoScalingScheduledAction/IgnoreUnmodifiedGroupSizeProperties")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void configuration_isSharedEncryptedAndOutlivesTheStack() {
        JsonNode resource = cluster.resources().get("FileSystem");

        assertThat(resource.path("DeletionPolicy").asText()).isEqualTo("RetainExceptOnCreate");
        assertThat(resource.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        assertThat(resource.at("/Properties/Encrypted").asBoolean()).isTrue();
        assertThat(resource.at("/Properties/BackupPolicy/Status").asText()).isEqualTo("ENABLED");
        assertThat(resource.at("/Properties/FileSystemPolicy/Statement"))
                .extracting(statement -> statement.path("Effect").asText() + " " + statement.path("Condition"))
                .containsExactly(
                        "Deny {\"Bool\":{\"aws:SecureTransport\":\"false\"}}",
                        "Deny {\"Null\":{\"elasticfilesystem:AccessPointArn\":\"true\"}}");
        assertThat(cluster.properties("AccessPoint").at("/RootDirectory/Path").asText())
                .isEqualTo("/configs");
    }

    // --- both ---

    @Test
    void nodes_yieldSinceTheyKeepNothing() {
        assertThat(TemplateRules.tags(cluster, "NatsGroup"))
                .containsEntry("drainguard", "drainguard-siem-dsiem-nats true")
                .containsEntry("drainguard:yields-after", "180 false")
                .containsEntry("drainguard:system", "dsiem-nats false")
                .containsEntry("Name", "siem-nats true");
        assertThat(TemplateRules.tags(cluster, "FrontendGroup"))
                .containsEntry("drainguard", "drainguard-siem-dsiem-frontend true")
                .containsEntry("drainguard:yields-after", "600 false")
                .containsEntry("drainguard:system", "dsiem-frontend false")
                .containsEntry("Name", "siem-frontend true");
        assertThat(List.of("NatsGroup", "FrontendGroup")).allSatisfy(group -> {
            assertThat(TemplateRules.hooks(cluster, group))
                    .containsExactly("Cribl-Scaledown-Hook autoscaling:EC2_INSTANCE_TERMINATING 300 CONTINUE");
            assertThat(cluster.properties(group).has("InstanceLifecyclePolicy")).isFalse();
        });
        assertThat(cluster.resources("AWS::AutoScaling::LifecycleHook")).isEmpty();
    }

    @Test
    void terminatingHook_isNamedAsTheGuardsIs() throws IOException {
        TemplateRules.assertHookIsNamedAsTheGuardsIs(cluster);
    }

    @Test
    void thirdSubnet_isUsedByAll() {
        Template three = cluster.with("ThirdSubnetId", Network.THIRD);

        for (String id : List.of("NatsGroup", "FrontendGroup")) {
            assertThat(texts(three.properties(id).path("VPCZoneIdentifier")))
                    .containsExactly(Network.FIRST, Network.SECOND, Network.THIRD);
        }
        for (String id : List.of("NatsBalancer", "FrontendBalancer")) {
            assertThat(texts(three.properties(id).path("Subnets")))
                    .containsExactly(Network.FIRST, Network.SECOND, Network.THIRD);
        }
        assertThat(three.resources("AWS::EFS::MountTarget")).hasSize(3);
    }

    /// Frontends are deleted before NATS, to which they still send.
    @Test
    void groups_areMadeAfterAllThatTheirNodesNeed() {
        Template three = told(cluster.with("ThirdSubnetId", Network.THIRD));

        TemplateRules.assertMadeBeforeAllBut(three, "FrontendGroup", "FrontendScaling");
        Set<String> ofNats = new TreeSet<>(three.resources().keySet());
        ofNats.removeIf(id -> id.equals("NatsGroup") || !id.contains("Nats") && !id.startsWith("Alarm"));
        assertThat(TemplateRules.madeBefore(three, "NatsGroup"))
                .containsAll(ofNats)
                .contains("BalancerToRoutes", "RoutesListener")
                .doesNotContain("FrontendGroup");
    }

    @Test
    void everyDeployment_hasAllThatItRefersTo() {
        for (Template one : List.of(cluster, told(cluster.with("ThirdSubnetId", Network.THIRD)))) {
            assertThat(one.dependencies()).hasSameSizeAs(one.resources());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NatsTemplate", "FrontendTemplate"})
    void node_isEncryptedAndAsksForTokensOfTheMetadataService(String id) {
        TemplateRules.assertNodeIsSound(cluster, id);
        assertThat(launch(cluster, id)
                        .at("/BlockDeviceMappings/0/Ebs/DeleteOnTermination")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void ownKey_isThatOfEverythingThatIsEncrypted() {
        String key = "arn:aws:kms:eu-central-1:123456789012:key/1";
        Template own = told(cluster).with("KmsKeyArn", key);

        assertThat(own.properties("FileSystem").path("KmsKeyId").asText()).isEqualTo(key);
        assertThat(own.properties("AlarmTopic").path("KmsMasterKeyId").asText()).isEqualTo(key);
        for (String id : List.of("NatsTemplate", "FrontendTemplate")) {
            assertThat(launch(own, id).at("/BlockDeviceMappings/0/Ebs/KmsKeyId").asText())
                    .isEqualTo(key);
        }
    }

    @Test
    void alarmsTell_whoeverWasNamed() {
        String topic = "arn:aws:sns:eu-central-1:123456789012:ops";
        assertThat(alarmActions(cluster)).isEmpty();
        assertThat(alarmActions(told(cluster))).containsOnly("siem-AlarmTopic");
        assertThat(alarmActions(cluster.with("AlarmTopicArn", topic))).containsOnly(topic);
        assertThat(cluster.output("WhoIsNotified")).startsWith("NO ONE IS NOTIFIED");
    }

    @Test
    void alarm_ringsBelowTheNumberThatTheGroupMustHave() {
        Template five = cluster.with("NatsServers", "5").with("FrontendMin", "3");

        assertThat(five.properties("NatsServersMissing").path("Threshold").asText())
                .isEqualTo("5");
        assertThat(five.properties("FrontendsMissing").path("Threshold").asText())
                .isEqualTo("3");
        five.resources("AWS::CloudWatch::Alarm").values().forEach(alarm -> {
            assertThat(alarm.at("/Properties/MetricName").asText()).isEqualTo("GroupInServiceInstances");
            assertThat(alarm.at("/Properties/ComparisonOperator").asText()).isEqualTo("LessThanThreshold");
        });
        assertThat(List.of("NatsGroup", "FrontendGroup"))
                .allSatisfy(group -> assertThat(five.properties(group)
                                .at("/MetricsCollection/0/Granularity")
                                .asText())
                        .isEqualTo("1Minute"));
    }

    @Test
    void backends_findInTheExportsWhatTheyNeed() {
        assertThat(cluster.exports())
                .containsEntry("siem-FrontendUrl", "http://siem-FrontendBalancer.DNSName:8080")
                .containsEntry("siem-NatsUrl", "nats://siem-NatsBalancer.DNSName:4222")
                .containsEntry("siem-NatsGroup", "siem-nats")
                .containsEntry("siem-FrontendGroup", "siem-frontend")
                .containsEntry("siem-ClientSecurityGroup", "siem-ClientSecurityGroup.GroupId")
                .containsEntry("siem-VpcId", Network.VPC)
                .hasSize(6);
    }

    /// CloudFormation lets no value change that another stack imports: a cluster must still take new versions and
    /// zones.
    @Test
    void nothingThatAnOperatorChanges_isExported() {
        Template changed = cluster.with("ThirdSubnetId", Network.THIRD)
                .with("DsiemSha256", "f".repeat(64))
                .with("NatsServers", "5")
                .with("FrontendMax", "9")
                .with("Edition", "rs");

        assertThat(changed.exports()).isEqualTo(cluster.exports());
    }

    @Test
    void documentsOfALongStack_takeOtherNames() {
        Template longest = cluster.in("s".repeat(102), "eu-central-1");

        assertThat(longest.drainDocuments().values())
                .extracting(DrainDocument::name)
                .allSatisfy(name -> assertThat(name).hasSizeLessThanOrEqualTo(128))
                .anySatisfy(name -> assertThat(name).hasSize(128));
        assertThat(cluster.with("NatsDocumentName", "drainguard-a")
                        .with("FrontendDocumentName", "drainguard-b")
                        .drainDocuments()
                        .values())
                .extracting(DrainDocument::name)
                .containsExactly("drainguard-b", "drainguard-a");
    }

    // --- the page ---

    @Test
    void everyParameter_standsOnItsPageWithItsDefault() throws IOException {
        TemplateRules.assertPageNamesEveryParameter(cluster, PAGE, "Parameters of the cluster");
    }

    @Test
    void everyOutput_standsOnItsPage() throws IOException {
        String section = TemplateRules.section(Files.readString(PAGE), "Outputs of the cluster");

        cluster.raw().path("Outputs").properties().forEach(output -> {
            String export = output.getValue().at("/Export/Name/Fn::Sub").asText();
            assertThat(section)
                    .contains("| `" + output.getKey() + "` | "
                            + (export.isEmpty() ? "|" : "`" + export.replace("${AWS::StackName}", "STACK") + "` |"));
        });
    }

    @Test
    void everyAlarm_hasItsPlaceInTheRunbook() throws IOException {
        TemplateRules.assertEveryAlarmHasItsPlaceInTheRunbook(cluster, "FrontendsMissing", "NatsServersMissing");
    }

    @Test
    void console_showsEveryParameterOnceAndNoneThatDoesNotExist() {
        TemplateRules.assertConsoleShowsEveryParameterOnce(cluster);
    }

    @Test
    void everyParameter_isUsedAndSaysWhatItIs() {
        TemplateRules.assertEveryParameterIsUsedAndSaysWhatItIs(cluster);
    }

    private static Template told(Template template) {
        return template.with("AlarmEmail", "ops@example.com");
    }
}
