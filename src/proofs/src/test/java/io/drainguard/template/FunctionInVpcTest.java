package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The function inside a VPC, for accounts that allow no other, after the Serverless transform.
class FunctionInVpcTest {
    private static final String SUBNETS = "subnet-0123456789abcdef0,subnet-0123456789abcdef1";

    /// What Lambda needs to put a function into a VPC (Lambda Developer Guide, configuration-vpc, Required IAM
    /// permissions).
    private static final Set<String> INTERFACES = Set.of(
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses");

    private static Template outside;
    private static Template inside;

    @BeforeAll
    static void transform(@TempDir Path directory) throws IOException {
        outside = Deployments.complete(Transformed.load(directory));
        inside = outside.with("GuardSubnetIDs", SUBNETS);
    }

    @Test
    void function_standsInItsSubnetsBehindAGroupThatLetsNobodyIn() {
        JsonNode vpc = inside.properties("Guard").path("VpcConfig");

        assertThat(vpc.path("SubnetIds")).extracting(JsonNode::asText).containsExactly(SUBNETS.split(","));
        assertThat(vpc.path("SecurityGroupIds"))
                .extracting(JsonNode::asText)
                .containsExactly("WatchSecurityGroup.GroupId");
        assertThat(inside.properties("WatchSecurityGroup").path("VpcId").asText())
                .isEqualTo("vpc-0123456789abcdef0");
        assertThat(inside.properties("WatchSecurityGroup").has("SecurityGroupIngress"))
                .isFalse();
        assertThat(outside.properties("Guard").has("VpcConfig")).isFalse();
        assertThat(outside.resources()).doesNotContainKey("WatchSecurityGroup");
    }

    /// Its own code may not: only Lambda's calls lack the function's ARN (Lambda Developer Guide,
    /// configuration-vpc).
    @Test
    void interfaces_areMadeByLambdaAndNotByTheGuard() {
        assertThat(actions(inside, "Allow")).isEqualTo(INTERFACES);
        assertThat(actions(inside, "Deny")).isEqualTo(INTERFACES);
        assertThat(statements(inside).stream()
                        .filter(statement -> statement.path("Effect").asText().equals("Deny"))
                        .map(statement ->
                                statement.at("/Condition/ArnLike").fieldNames().next()))
                .containsExactly("lambda:SourceFunctionArn");
        assertThat(actions(outside, "Allow")).isEmpty();
        assertThat(actions(outside, "Deny")).isEmpty();
    }

    @Test
    void subnetsWithoutTheirVpc_areRefused() {
        assertThat(inside.with("GuardVpcId", "").objections())
                .singleElement()
                .asString()
                .startsWith("GuardVpcId is empty");
    }

    /// The guard on EC2 stands in the workers' subnets; it does not move when the function does.
    @Test
    void guardOnEc2_keepsItsSubnetsAndItsSecurityGroup() {
        Template both = inside.with("RunOn", "Both");

        assertThat(both.properties("WatchGroup"))
                .isEqualTo(outside.with("RunOn", "Both").properties("WatchGroup"));
        assertThat(both.properties("WatchTemplate")
                        .at("/LaunchTemplateData/SecurityGroupIds/0")
                        .asText())
                .isEqualTo("WatchSecurityGroup");
    }

    private static Set<String> actions(Template template, String effect) {
        Set<String> actions = new TreeSet<>();
        statements(template).stream()
                .filter(statement -> statement.path("Effect").asText().equals(effect))
                .forEach(statement -> statement.path("Action").forEach(action -> actions.add(action.asText())));
        return actions;
    }

    private static List<JsonNode> statements(Template template) {
        return template.properties("GuardRole")
                .at("/Policies/0/PolicyDocument/Statement")
                .valueStream()
                .filter(statement -> statement.path("Action").toString().contains("ec2:"))
                .toList();
    }
}
