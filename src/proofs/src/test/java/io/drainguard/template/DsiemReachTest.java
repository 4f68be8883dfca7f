package io.drainguard.template;

import static io.drainguard.template.TemplateRules.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who of a dsiem cluster reaches whom, and what each node may ask of AWS. Neither dsiem nor NATS asks who is there.
class DsiemReachTest {
    private final Template cluster = Dsiem.cluster();
    private final Template backend = Dsiem.backend();

    DsiemReachTest() throws IOException {}

    /// One way from one security group to another, open at both ends.
    @Test
    void nodesReachEachOther_onThesePortsAndNoOthers() {
        assertThat(ways("Ingress"))
                .isEqualTo(ways("Egress"))
                .containsExactlyInAnyOrder(
                        "ClientSecurityGroup > FrontendBalancerSecurityGroup 8080",
                        "ClientSecurityGroup > NatsBalancerSecurityGroup 4222",
                        "ClientSecurityGroup > NatsSecurityGroup 4222",
                        "ClientSecurityGroup > NatsBalancerSecurityGroup 6222",
                        "ClientSecurityGroup > NatsSecurityGroup 6222",
                        "FrontendBalancerSecurityGroup > FrontendSecurityGroup 8080",
                        "FrontendSecurityGroup > MountSecurityGroup 2049",
                        "NatsBalancerSecurityGroup > NatsSecurityGroup 4222",
                        "NatsBalancerSecurityGroup > NatsSecurityGroup 6222",
                        "NatsSecurityGroup > NatsSecurityGroup 6222");
    }

    /// By addresses, only who sends events gets in.
    @Test
    void noPort_isOpenToAddressesButThatOfEventsToClientCidr() {
        assertThat(Stream.concat(rules(cluster, "Ingress"), rules(backend, "Ingress"))
                        .filter(rule -> !rule.rule().has("SourceSecurityGroupId")))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.group()).isEqualTo("FrontendBalancerSecurityGroup");
                    assertThat(rule.rule().path("CidrIp").asText()).isEqualTo("10.0.0.0/8");
                    assertThat(rule.rule().path("FromPort").asInt()).isEqualTo(8080);
                    assertThat(rule.rule().path("ToPort").asInt()).isEqualTo(8080);
                });
        assertThat(cluster.resources("AWS::ElasticLoadBalancingV2::LoadBalancer")
                        .values())
                .hasSize(2)
                .allSatisfy(balancer ->
                        assertThat(balancer.at("/Properties/Scheme").asText()).isEqualTo("internal"));
    }

    /// A group without a rule of its own for what goes out lets everything out.
    @Test
    void everyGroup_saysWhatMayLeave() {
        for (Template template : new Template[] {cluster, backend}) {
            assertThat(template.resources("AWS::EC2::SecurityGroup").values())
                    .allSatisfy(group -> assertThat(group.at("/Properties/SecurityGroupEgress"))
                            .isNotEmpty());
        }
        assertThat(rules(backend, "Egress")
                        .map(rule -> rule.rule().path("FromPort").asText() + "-"
                                + rule.rule().path("ToPort").asText() + " "
                                + rule.rule().path("CidrIp").asText()))
                .containsExactlyInAnyOrder("443-443 0.0.0.0/0", "5001-5001 0.0.0.0/0");
    }

    @Test
    void everyNode_wearsTheGroupsThatLetItWork() {
        assertThat(worn(cluster, "NatsTemplate")).containsExactly("siem-NatsSecurityGroup.GroupId");
        assertThat(worn(cluster, "FrontendTemplate"))
                .containsExactly("siem-FrontendSecurityGroup.GroupId", "siem-ClientSecurityGroup.GroupId");
        assertThat(worn(backend, "BackendTemplate"))
                .containsExactly("web-NodeSecurityGroup.GroupId", "siem-ClientSecurityGroup.GroupId");
        assertThat(worn(backend.with("InstanceSecurityGroup", "sg-0a"), "BackendTemplate"))
                .endsWith("sg-0a");
    }

    private static Iterable<String> worn(Template template, String id) {
        return texts(TemplateRules.launch(template, id).path("SecurityGroupIds"));
    }

    /// `*` stands where the action knows no resource (Service Authorization Reference).
    @Test
    void roles_mayDoThisAndNoMore() {
        assertThat(TemplateRules.statements(cluster, "NatsRole")).isEqualTo(Map.of("ec2:DescribeInstances", "* "));
        assertThat(TemplateRules.statements(cluster, "FrontendRole"))
                .isEqualTo(Map.of(
                        "elasticfilesystem:ClientMount,elasticfilesystem:ClientWrite,elasticfilesystem:ClientRootAccess",
                        "siem-FileSystem.Arn {\"StringEquals\":{\"elasticfilesystem:AccessPointArn\":"
                                + "\"siem-AccessPoint.Arn\"}}"));
        assertThat(TemplateRules.statements(backend, "BackendRole"))
                .isEqualTo(Map.of(
                        "autoscaling:DescribeAutoScalingGroups,ec2:DescribeInstances",
                        "* ",
                        "ec2:DeleteTags",
                        "arn:aws:ec2:eu-central-1:123456789012:instance/* {\"StringEquals\":"
                                + "{\"aws:ResourceTag/drainguard\":\"drainguard-web-dsiem-backend\"},"
                                + "\"Null\":{\"aws:TagKeys\":\"false\"},"
                                + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"drainguard:unstarted\"]}}",
                        "autoscaling:CompleteLifecycleAction",
                        "arn:aws:autoscaling:eu-central-1:123456789012:autoScalingGroup:*"
                                + ":autoScalingGroupName/web-backend "));
        for (Template template : new Template[] {cluster, backend}) {
            assertThat(template.resources("AWS::IAM::Role").values())
                    .allSatisfy(role -> assertThat(texts(role.at("/Properties/ManagedPolicyArns")))
                            .containsExactly("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"));
        }
    }

    /// What the scripts call is what the role allows. Only a node with a launching hook completes an action.
    @Test
    void roles_allowWhatTheNodesScriptsCall() throws IOException {
        assertThat(calls("role-nats.sh", "dsiem-common.sh")).containsExactly("ec2:DescribeInstances");
        assertThat(calls("role-frontend.sh")).isEmpty();
        assertThat(calls("role-backend.sh", "overlap.sh", "dsiem-common.sh", "dsiem-boot", "dsiem-handover"))
                .containsExactly(
                        "autoscaling:CompleteLifecycleAction",
                        "autoscaling:DescribeAutoScalingGroups",
                        "ec2:DeleteTags",
                        "ec2:DescribeInstances");
    }

    private static SortedSet<String> calls(String... files) throws IOException {
        SortedSet<String> calls = new TreeSet<>();
        for (String file : files) {
            Pattern.compile("aws_call ([a-z0-9]+) ([a-z-]+)")
                    .matcher(Files.readString(Path.of("nodes/dsiem", file)))
                    .results()
                    .forEach(call -> calls.add(call.group(1) + ":" + action(call)));
        }
        return calls;
    }

    private static String action(MatchResult call) {
        return Stream.of(call.group(2).split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    private record Rule(String group, JsonNode rule) {}

    /// All rules of one direction, in a group or beside it.
    private static Stream<Rule> rules(Template template, String direction) {
        return Stream.concat(
                template.resources("AWS::EC2::SecurityGroup").entrySet().stream()
                        .flatMap(group -> group.getValue()
                                .at("/Properties/SecurityGroup" + direction)
                                .valueStream()
                                .map(rule -> new Rule(group.getKey(), rule))),
                template.resources("AWS::EC2::SecurityGroup" + direction).values().stream()
                        .map(rule -> rule.path("Properties"))
                        .map(rule -> new Rule(name(rule.path("GroupId").asText()), rule)));
    }

    private SortedSet<String> ways(String direction) {
        String other = direction.equals("Ingress") ? "SourceSecurityGroupId" : "DestinationSecurityGroupId";
        return rules(cluster, direction)
                .filter(rule -> rule.rule().has(other))
                .map(rule -> {
                    assertThat(rule.rule().path("ToPort")).isEqualTo(rule.rule().path("FromPort"));
                    String here = rule.group();
                    String there = name(rule.rule().path(other).asText());
                    return (direction.equals("Ingress") ? there + " > " + here : here + " > " + there) + " "
                            + rule.rule().path("FromPort").asText();
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(String groupId) {
        return groupId.replaceFirst("^[a-z]+-", "").replaceFirst("\\.GroupId$", "");
    }
}
