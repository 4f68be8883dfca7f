package io.drainguard.template;

import static io.drainguard.template.Network.FIRST;
import static io.drainguard.template.Network.SECOND;
import static io.drainguard.template.Network.THIRD;
import static io.drainguard.template.Network.VPC;
import static io.drainguard.template.TemplateRules.alarmActions;
import static io.drainguard.template.TemplateRules.texts;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a deployment of `templates/dlc.yaml` consists of: in the first step, in the second, and where it is refused.
class DlcTemplateTest {
    private static final Path FILE = Path.of("templates/dlc.yaml");
    private static final String AMI = "ami-0123456789abcdef0";

    private final Template fileSystem = Network.twoZones(Template.load(FILE).in("mydlc", "eu-central-1"))
            .with("VpcId", VPC)
            .with("ClientCidr", "10.0.0.0/8");

    private final Template whole = fileSystem.with("AmiId", AMI);

    DlcTemplateTest() throws IOException {}

    @Test
    void firstStep_makesWhatARunningDlcIsMovedOnto() {
        assertThat(fileSystem.resources())
                .containsOnlyKeys(
                        "AccessPoint",
                        "DlcProfile",
                        "DlcRole",
                        "FileSystem",
                        "FirstMountTarget",
                        "MountSecurityGroup",
                        "NodeSecurityGroup",
                        "NodesToMountTargets",
                        "SecondMountTarget");
        assertThat(fileSystem.output("MountLine"))
                .isEqualTo("mydlc-FileSystem:/ /mnt efs _netdev,noresvport,tls,iam,accesspoint=mydlc-AccessPoint 0 0");
        assertThat(fileSystem.output("NextStep")).contains("migrate_to_nfs.sh", "AmiId");
    }

    @Test
    void thirdSubnet_isUsedByAll() {
        Template three = whole.with("ThirdSubnetId", THIRD);

        assertThat(three.resources("AWS::EFS::MountTarget").values())
                .extracting(target -> target.at("/Properties/SubnetId").asText())
                .containsExactlyInAnyOrder(FIRST, SECOND, THIRD);
        assertThat(texts(three.properties("DlcGroup").path("VPCZoneIdentifier")))
                .containsExactly(FIRST, SECOND, THIRD);
        assertThat(texts(three.properties("LoadBalancer").path("Subnets"))).containsExactly(FIRST, SECOND, THIRD);
        assertThat(three.objections()).isEmpty();
    }

    @Test
    void everyDeployment_hasAllThatItRefersTo() {
        for (Template one : List.of(fileSystem, whole, whole.with("ThirdSubnetId", THIRD), told(whole))) {
            assertThat(one.dependencies()).hasSameSizeAs(one.resources());
        }
    }

    @Test
    void group_isMadeAfterAllThatItsNodeNeeds() {
        Template three = told(whole.with("ThirdSubnetId", THIRD));

        TemplateRules.assertMadeBeforeAllBut(three, "DlcGroup");
    }

    @Test
    void soundParameters_areAccepted() {
        assertThat(fileSystem.objections()).isEmpty();
        assertThat(whole.objections()).isEmpty();
        assertThat(whole.with("DestinationType", "KAFKA").objections()).isEmpty();
    }

    @Test
    void destinationByUdp_isRefused() {
        assertThat(whole.with("DestinationType", "UDP").objections())
                .singleElement()
                .asString()
                .contains("with UDP nothing is buffered");
    }

    @Test
    void oneSubnetTwice_isRefused() {
        assertThat(whole.with("SecondSubnetId", FIRST).objections())
                .anyMatch(objection -> objection.contains("are one subnet"));
        assertThat(whole.with("ThirdSubnetId", SECOND).objections())
                .singleElement()
                .asString()
                .startsWith("ThirdSubnetId is one of the other two");
    }

    /// No default would do, so CloudFormation refuses a deployment without one of these.
    @ParameterizedTest
    @ValueSource(strings = {"VpcId", "FirstSubnetId", "SecondSubnetId", "ClientCidr"})
    void missingSubnet_isRefused(String parameter) {
        assertThat(whole.parameters().get(parameter).has("Default")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ClientCidr, 10.0.0.0",
        "DestinationCidr, qradar.example.com",
        "AmiId, image",
        "ThirdSubnetId, vpc-0a",
        "AutoScalingGroupName, my dlc",
        "LifecycleHookName, my hook",
        "AlarmEmail, nobody",
        "DocumentName, AWS-RunShellScript"
    })
    void otherText_isRefusedByItsPattern(String parameter, String value) {
        assertThat(value)
                .doesNotMatch(
                        whole.parameters().get(parameter).path("AllowedPattern").asText());
    }

    @Test
    void twoSubnetsInOneZone_areRefused() {
        assertThat(Network.oneZone(whole).objections())
                .singleElement()
                .asString()
                .contains("are in one Availability Zone");
    }

    @Test
    void subnetOfAnotherVpc_isRefused() {
        assertThat(Network.twoVpcs(whole).objections())
                .singleElement()
                .asString()
                .contains("in another VPC than VpcId");
    }

    /// Rules look up parameters of these types only (CloudFormation Template Reference, rule functions).
    @ParameterizedTest
    @CsvSource({
        "VpcId, AWS::EC2::VPC::Id",
        "FirstSubnetId, AWS::EC2::Subnet::Id",
        "SecondSubnetId, AWS::EC2::Subnet::Id"
    })
    void parameterThatARuleLooksUp_hasATypeOfAws(String parameter, String type) {
        assertThat(whole.parameters().get(parameter).path("Type").asText()).isEqualTo(type);
    }

    @Test
    void group_neverHasTwoNodes() {
        JsonNode group = whole.properties("DlcGroup");

        assertThat(List.of("MinSize", "MaxSize", "DesiredCapacity"))
                .allSatisfy(size -> assertThat(group.path(size).asText()).isEqualTo("1"));
        assertThat(group.at("/InstanceMaintenancePolicy/MinHealthyPercentage").asInt(-1))
                .isZero();
        assertThat(group.at("/InstanceMaintenancePolicy/MaxHealthyPercentage").asInt())
                .isEqualTo(100);
        assertThat(whole.resources().get("DlcGroup").has("UpdatePolicy")).isFalse();
    }

    @Test
    void hooks_areInlineAndDecideAsTheyMust() {
        assertThat(TemplateRules.hooks(whole, "DlcGroup"))
                .containsExactly(
                        "drainguard-dlc-launch autoscaling:EC2_INSTANCE_LAUNCHING 900 ABANDON",
                        "Cribl-Scaledown-Hook autoscaling:EC2_INSTANCE_TERMINATING 300 CONTINUE");
        assertThat(whole.resources("AWS::AutoScaling::LifecycleHook")).isEmpty();
    }

    @Test
    void terminatingHook_isNamedAsTheGuardsIs() throws IOException {
        TemplateRules.assertHookIsNamedAsTheGuardsIs(whole);
    }

    @Test
    void tags_sayWhatTheGuardAndDoctorRead() {
        assertThat(TemplateRules.tags(whole, "DlcGroup"))
                .containsEntry("drainguard", "drainguard-mydlc-dlc true")
                .containsEntry("drainguard:yields-after", "240 false")
                .containsEntry("drainguard:system", "dlc false")
                .containsEntry("drainguard:destination", "TLS false");
    }

    /// A grace period that ends before the lease is there would end the node that waits for it.
    @Test
    void healthCheck_leavesTimeForTheLongestWaitForTheLease() {
        JsonNode group = whole.properties("DlcGroup");

        assertThat(group.path("HealthCheckType").asText()).isEqualTo("ELB");
        assertThat(group.path("HealthCheckGracePeriod").asInt()).isGreaterThan(300 + 60);
        assertThat(group.at("/TargetGroupARNs/0").asText()).isEqualTo("mydlc-TargetGroup");
    }

    @Test
    void events_goFromPort514ToPort1514OfTheNodeAlone() {
        JsonNode target = whole.properties("TargetGroup");
        assertThat(whole.properties("Listener").path("Port").asInt()).isEqualTo(514);
        assertThat(whole.properties("Listener").path("Protocol").asText()).isEqualTo("TCP_UDP");
        assertThat(target.path("Protocol").asText()).isEqualTo("TCP_UDP");
        assertThat(target.path("Port").asInt()).isEqualTo(1514);
        assertThat(target.path("HealthCheckProtocol").asText()).isEqualTo("TCP");
        assertThat(target.path("HealthCheckPort").asText()).isEqualTo("1514");
        assertThat(target.path("TargetGroupAttributes").toString())
                .contains("{\"Key\":\"deregistration_delay.timeout_seconds\",\"Value\":\"30\"}");
        assertThat(whole.properties("LoadBalancer").toString()).contains("cross_zone.enabled\",\"Value\":\"true\"");
        assertThat(whole.properties("BalancerSecurityGroup").path("SecurityGroupIngress"))
                .allSatisfy(rule -> {
                    assertThat(rule.path("FromPort").asInt()).isEqualTo(514);
                    assertThat(rule.path("CidrIp").asText()).isEqualTo("10.0.0.0/8");
                });
        assertThat(whole.properties("NodeSecurityGroup").has("SecurityGroupIngress"))
                .isFalse();
        assertThat(whole.resources("AWS::EC2::SecurityGroupIngress").values())
                .allSatisfy(rule -> assertThat(
                                rule.at("/Properties/SourceSecurityGroupId").asText())
                        .isEqualTo("mydlc-BalancerSecurityGroup.GroupId"));
    }

    @Test
    void nfs_goesBetweenNodesAndMountTargetsAlone() {
        assertThat(whole.properties("MountSecurityGroup").path("SecurityGroupIngress"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.path("FromPort").asInt()).isEqualTo(2049);
                    assertThat(rule.path("SourceSecurityGroupId").asText())
                            .isEqualTo("mydlc-NodeSecurityGroup.GroupId");
                });
        assertThat(whole.properties("NodesToMountTargets")
                        .path("DestinationSecurityGroupId")
                        .asText())
                .isEqualTo("mydlc-MountSecurityGroup.GroupId");
        assertThat(whole.properties("NodeSecurityGroup").path("SecurityGroupEgress"))
                .extracting(rule -> rule.path("ToPort").asInt())
                .containsExactly(32500, 443, 80);
    }

    @Test
    void fileSystem_outlivesTheStackEncryptedAndBackedUp() {
        JsonNode resource = whole.resources().get("FileSystem");
        JsonNode properties = resource.path("Properties");

        assertThat(resource.path("DeletionPolicy").asText()).isEqualTo("RetainExceptOnCreate");
        assertThat(resource.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        assertThat(properties.path("Encrypted").asBoolean()).isTrue();
        assertThat(properties.at("/BackupPolicy/Status").asText()).isEqualTo("ENABLED");
    }

    @Test
    void fileSystem_isMountedByTlsAndThroughTheAccessPointOnly() {
        JsonNode policy = whole.properties("FileSystem").at("/FileSystemPolicy/Statement");

        assertThat(policy).allSatisfy(statement -> {
            assertThat(statement.path("Effect").asText()).isEqualTo("Deny");
            assertThat(statement.at("/Principal/AWS").asText()).isEqualTo("*");
            assertThat(texts(statement.path("Action"))).hasSize(3).allMatch(action -> action.contains(":Client"));
        });
        assertThat(policy)
                .extracting(statement -> statement.path("Condition").toString())
                .containsExactly(
                        "{\"Bool\":{\"aws:SecureTransport\":\"false\"}}",
                        "{\"Null\":{\"elasticfilesystem:AccessPointArn\":\"true\"}}");
        assertThat(whole.properties("AccessPoint").toString())
                .contains("\"RootDirectory\":{\"Path\":\"/\"}")
                .doesNotContain("PosixUser");
    }

    @Test
    void role_mayDoThisAndNoMore() {
        String group =
                "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*:autoScalingGroupName/mydlc-dlc";

        assertThat(TemplateRules.statements(whole, "DlcRole"))
                .isEqualTo(Map.of(
                        "elasticfilesystem:ClientMount,elasticfilesystem:ClientWrite,elasticfilesystem:ClientRootAccess",
                        "mydlc-FileSystem.Arn {\"StringEquals\":{\"elasticfilesystem:AccessPointArn\":"
                                + "\"mydlc-AccessPoint.Arn\"}}",
                        "ec2:DescribeInstances",
                        "* ",
                        "ec2:TerminateInstances",
                        "arn:aws:ec2:eu-central-1:123456789012:instance/* "
                                + "{\"StringEquals\":{\"aws:ResourceTag/aws:autoscaling:groupName\":\"mydlc-dlc\"}}",
                        "autoscaling:CompleteLifecycleAction,autoscaling:SetInstanceHealth",
                        group + " ",
                        "cloudwatch:PutMetricData",
                        "* {\"StringEquals\":{\"cloudwatch:namespace\":\"Drainguard/DLC\"}}"));
        assertThat(texts(whole.properties("DlcRole").path("ManagedPolicyArns")))
                .containsExactly("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore");
    }

    /// A name given by the operator reaches everything that names the group.
    @Test
    void givenName_isTheGroupsEverywhere() {
        Template named = whole.with("AutoScalingGroupName", "collector");

        assertThat(named.properties("DlcGroup").path("AutoScalingGroupName").asText())
                .isEqualTo("collector");
        Map<String, JsonNode> rest = named.resources();
        rest.remove("FileSystem");
        assertThat(rest.toString()).doesNotContainPattern("(?<!drainguard-)mydlc-dlc");
        named.resources("AWS::CloudWatch::Alarm")
                .values()
                .forEach(alarm -> assertThat(alarm.findValues("Dimensions"))
                        .isNotEmpty()
                        .allSatisfy(dimensions ->
                                assertThat(dimensions.at("/0/Value").asText()).isEqualTo("collector")));
        assertThat(named.output("NextStep")).contains("--auto-scaling-group-name collector ");
    }

    @Test
    void node_isEncryptedAndAsksForTokensOfTheMetadataService() {
        JsonNode launch = launch(whole);

        assertThat(launch.path("ImageId").asText()).isEqualTo(AMI);
        assertThat(launch.at("/MetadataOptions/HttpTokens").asText()).isEqualTo("required");
        assertThat(launch.at("/MetadataOptions/HttpEndpoint").asText()).isEqualTo("enabled");
        assertThat(launch.at("/BlockDeviceMappings/0/Ebs/Encrypted").asBoolean())
                .isTrue();
        assertThat(launch.has("KeyName")).isFalse();
        assertThat(texts(launch.path("SecurityGroupIds"))).containsExactly("mydlc-NodeSecurityGroup.GroupId");
        assertThat(texts(launch(whole.with("InstanceSecurityGroup", "sg-0a")).path("SecurityGroupIds")))
                .containsExactly("mydlc-NodeSecurityGroup.GroupId", "sg-0a");
    }

    /// What the scripts on the node read, and no more: all else is in the image.
    @Test
    void userData_writesTheSettingsAndStartsTheBoot() {
        assertThat(launch(whole).path("UserData").asText()).isEqualTo("""
                #!/bin/sh
                umask 022
                cat >/etc/drainguard-dlc.conf <<'END'
                FILE_SYSTEM=mydlc-FileSystem
                ACCESS_POINT=mydlc-AccessPoint
                REGION=eu-central-1
                GROUP=mydlc-dlc
                LAUNCH_HOOK=drainguard-dlc-launch
                END
                systemctl start --no-block dlc-boot.service
                """);
    }

    /// A key that the node does not know is left aside there, and a metric that it does not write never rings.
    @Test
    void settingsAndMetrics_areThoseOfTheScriptsOnTheNode() throws IOException {
        Path settings = Path.of("nodes/dlc/dlc-common.sh");
        Path metrics = Path.of("nodes/dlc/dlc-health");
        assumeTrue(
                Files.exists(settings) && Files.exists(metrics), "SKIPPED: the scripts of a DLC's node are not here");

        assertThat(Pattern.compile("^([A-Z_]+)=", Pattern.MULTILINE)
                        .matcher(launch(whole).path("UserData").asText())
                        .results()
                        .map(key -> key.group(1)))
                .hasSize(5)
                .allSatisfy(key -> assertThat(Files.readString(settings)).contains("    " + key + ") "));
        assertThat(whole.resources("AWS::CloudWatch::Alarm").values().stream()
                        .flatMap(alarm -> alarm.findValuesAsText("MetricName").stream())
                        .filter(name -> !name.equals("GroupDesiredCapacity"))
                        .collect(toSet()))
                .hasSize(4)
                .allSatisfy(name -> assertThat(Files.readString(metrics)).contains("metric " + name + " "));
        assertThat(Files.readString(metrics)).contains("--namespace Drainguard/DLC ", "\"AutoScalingGroupName\"");
    }

    @Test
    void rebalancing_isLeftToTheOperatorWithItsCommand() {
        assertThat(whole.output("NextStep"))
                .endsWith("aws autoscaling suspend-processes --region eu-central-1"
                        + " --auto-scaling-group-name mydlc-dlc --scaling-processes AZRebalance");
    }

    @Test
    void ownKey_isThatOfEverythingThatIsEncrypted() {
        String key = "arn:aws:kms:eu-central-1:123456789012:key/1";
        Template own = told(whole).with("KmsKeyArn", key);

        assertThat(own.properties("FileSystem").path("KmsKeyId").asText()).isEqualTo(key);
        assertThat(launch(own).at("/BlockDeviceMappings/0/Ebs/KmsKeyId").asText())
                .isEqualTo(key);
        assertThat(own.properties("AlarmTopic").path("KmsMasterKeyId").asText()).isEqualTo(key);
        assertThat(whole.properties("FileSystem").has("KmsKeyId")).isFalse();
    }

    @Test
    void alarmsTell_whoeverWasNamed() {
        String topic = "arn:aws:sns:eu-central-1:123456789012:ops";
        assertThat(alarmActions(whole)).isEmpty();
        assertThat(alarmActions(told(whole))).containsOnly("mydlc-AlarmTopic");
        assertThat(alarmActions(whole.with("AlarmTopicArn", topic))).containsOnly(topic);
        assertThat(whole.output("WhoIsNotified")).startsWith("NO ONE IS NOTIFIED");
        assertThat(told(fileSystem).resources()).doesNotContainKeys("AlarmTopic", "AlarmSubscription");
    }

    @Test
    void everyAlarm_hasItsPlaceInTheRunbook() throws IOException {
        TemplateRules.assertEveryAlarmHasItsPlaceInTheRunbook(
                whole, "DlcNotServing", "LeaseTakenOver", "SpoolFilling", "UplinkDown");
    }

    @Test
    void everyParameter_standsOnItsPageWithItsDefault() throws IOException {
        TemplateRules.assertPageNamesEveryParameter(
                whole, Path.of("docs/reference/dlc-template.md"), "Parameters");
    }

    @Test
    void console_showsEveryParameterOnceAndNoneThatDoesNotExist() {
        TemplateRules.assertConsoleShowsEveryParameterOnce(whole);
    }

    @Test
    void everyParameter_isUsedAndSaysWhatItIs() {
        TemplateRules.assertEveryParameterIsUsedAndSaysWhatItIs(whole);
    }

    /// A larger one must go through a bucket (CloudFormation API Reference, CreateStack, TemplateBody).
    @Test
    void template_canBeGivenToCloudFormationAsItIs() throws IOException {
        assertThat(Files.size(FILE)).isLessThanOrEqualTo(51_200);
    }

    /// Stack names have up to 128 characters, and so have names of documents (CloudFormation User Guide; Systems
    /// Manager API Reference, CreateDocument).
    @Test
    void documentOfALongStack_takesAnotherName() {
        assertThat(whole.in("s".repeat(113), "eu-central-1").drainDocument().name())
                .hasSize(128);
        assertThat(whole.with("DocumentName", "drainguard-collector")
                        .drainDocument()
                        .name())
                .isEqualTo("drainguard-collector");
    }

    private static Template told(Template template) {
        return template.with("AlarmEmail", "ops@example.com");
    }

    private static JsonNode launch(Template template) {
        return TemplateRules.launch(template, "DlcTemplate");
    }
}
