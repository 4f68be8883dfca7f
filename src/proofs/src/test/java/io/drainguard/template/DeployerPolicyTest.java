package io.drainguard.template;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The policy with which a person or a pipeline deploys, beside the resources that the template makes.
class DeployerPolicyTest {
    private static final Path POLICY = Path.of("docs/reference/deployer-policy.json");

    /// What CloudFormation calls, with the deployer's own permissions, to make and to delete one of each type (the
    /// handlers in the CloudFormation registry's schema of the type, as of 2026-08).
    private static final Map<String, List<String>> CALLS = Map.ofEntries(
            entry(
                    "AWS::AutoScaling::AutoScalingGroup",
                    List.of(
                            "autoscaling:CreateAutoScalingGroup",
                            "autoscaling:DeleteAutoScalingGroup",
                            "autoscaling:PutLifecycleHook",
                            "ec2:RunInstances",
                            "iam:PassRole")),
            entry("AWS::CloudWatch::Alarm", List.of("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms")),
            entry("AWS::CloudWatch::Dashboard", List.of("cloudwatch:PutDashboard", "cloudwatch:DeleteDashboards")),
            entry(
                    "AWS::EC2::LaunchTemplate",
                    List.of("ec2:CreateLaunchTemplate", "ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplate")),
            entry(
                    "AWS::EC2::SecurityGroup",
                    List.of(
                            "ec2:CreateSecurityGroup",
                            "ec2:AuthorizeSecurityGroupEgress",
                            "ec2:RevokeSecurityGroupEgress",
                            "ec2:DeleteSecurityGroup")),
            entry(
                    "AWS::Events::Rule",
                    List.of("events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:DeleteRule")),
            entry(
                    "AWS::IAM::InstanceProfile",
                    List.of(
                            "iam:CreateInstanceProfile",
                            "iam:AddRoleToInstanceProfile",
                            "iam:RemoveRoleFromInstanceProfile",
                            "iam:DeleteInstanceProfile",
                            "iam:PassRole")),
            entry(
                    "AWS::IAM::ManagedPolicy",
                    List.of(
                            "iam:CreatePolicy",
                            "iam:CreatePolicyVersion",
                            "iam:DeletePolicyVersion",
                            "iam:DeletePolicy")),
            entry(
                    "AWS::IAM::Role",
                    List.of(
                            "iam:CreateRole",
                            "iam:AttachRolePolicy",
                            "iam:PutRolePolicy",
                            "iam:PutRolePermissionsBoundary",
                            "iam:DetachRolePolicy",
                            "iam:DeleteRolePolicy",
                            "iam:DeleteRole")),
            entry("AWS::Lambda::Alias", List.of("lambda:CreateAlias", "lambda:UpdateAlias", "lambda:DeleteAlias")),
            entry(
                    "AWS::Lambda::EventInvokeConfig",
                    List.of("lambda:PutFunctionEventInvokeConfig", "lambda:DeleteFunctionEventInvokeConfig")),
            entry(
                    "AWS::Lambda::EventSourceMapping",
                    List.of("lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping")),
            entry(
                    "AWS::Lambda::Function",
                    List.of(
                            "lambda:CreateFunction",
                            "lambda:PutFunctionConcurrency",
                            "lambda:UpdateFunctionCode",
                            "lambda:UpdateFunctionConfiguration",
                            "lambda:DeleteFunction",
                            "iam:PassRole",
                            "s3:GetObject")),
            entry("AWS::Lambda::Permission", List.of("lambda:AddPermission", "lambda:RemovePermission")),
            entry("AWS::Lambda::Version", List.of("lambda:PublishVersion", "lambda:ListVersionsByFunction")),
            entry(
                    "AWS::Logs::LogGroup",
                    List.of(
                            "logs:CreateLogGroup",
                            "logs:PutRetentionPolicy",
                            "logs:AssociateKmsKey",
                            "logs:DeleteLogGroup")),
            entry("AWS::Logs::QueryDefinition", List.of("logs:PutQueryDefinition", "logs:DeleteQueryDefinition")),
            entry(
                    "AWS::SNS::Subscription",
                    List.of("sns:Subscribe", "sns:GetSubscriptionAttributes", "sns:Unsubscribe")),
            entry("AWS::SNS::Topic", List.of("sns:CreateTopic", "sns:DeleteTopic")),
            entry("AWS::SNS::TopicPolicy", List.of("sns:SetTopicAttributes")),
            entry("AWS::SQS::Queue", List.of("sqs:CreateQueue", "sqs:DeleteQueue")),
            entry("AWS::SQS::QueuePolicy", List.of("sqs:SetQueueAttributes")),
            entry("AWS::SSM::Document", List.of("ssm:CreateDocument", "ssm:UpdateDocument", "ssm:DeleteDocument")),
            entry("AWS::SSM::Parameter", List.of("ssm:PutParameter", "ssm:GetParameters", "ssm:DeleteParameter")),
            entry("AWS::Scheduler::Schedule", List.of("scheduler:CreateSchedule", "scheduler:DeleteSchedule")),
            entry(
                    "AWS::SecretsManager::Secret",
                    List.of(
                            "secretsmanager:CreateSecret",
                            "secretsmanager:UpdateSecret",
                            "secretsmanager:DeleteSecret")));

    private JsonNode policy;

    @BeforeEach
    void read() throws IOException {
        policy = new JsonMapper().readTree(POLICY.toFile());
    }

    @Test
    void everyResourceOfTheStack_canBeMadeAndDeleted(@TempDir Path directory) throws IOException {
        Set<String> types = Transformed.load(directory)
                .raw()
                .path("Resources")
                .valueStream()
                .map(resource -> resource.path("Type").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(CALLS.keySet()).as("types whose calls are known").isEqualTo(types);
        CALLS.forEach((type, calls) -> assertThat(calls).as(type).allMatch(this::isAllowed));
    }

    @Test
    void serviceThatTheStackDoesNotUse_isNotInThePolicy() {
        Set<String> services = CALLS.values().stream()
                .flatMap(List::stream)
                .map(call -> call.substring(0, call.indexOf(':')))
                .collect(Collectors.toCollection(TreeSet::new));
        // Not called for a resource, but by SAM for the stack itself.
        services.add("cloudformation");

        assertThat(actions().stream()
                        .map(action -> action.substring(0, action.indexOf(':')))
                        .collect(Collectors.toSet()))
                .isEqualTo(services);
    }

    /// Whoever may make any role and hand it over may do anything.
    @Test
    void roles_areOnlyThoseOfTheStackAndGoToItsServicesOnly() throws IOException {
        Set<String> services = new TreeSet<>();
        Template.load(Path.of("template.yaml"))
                .with("RunOn", "Both")
                .resources("AWS::IAM::Role")
                .values()
                .forEach(role ->
                        services.add(role.at("/Properties/AssumeRolePolicyDocument/Statement/0/Principal/Service")
                                .asText()));
        for (JsonNode statement : policy.path("Statement")) {
            if (texts(statement.path("Action")).stream().anyMatch(action -> action.startsWith("iam:"))) {
                assertThat(texts(statement.path("Resource")))
                        .allMatch(resource -> resource.contains("/STACK-")
                                || resource.contains("role/aws-service-role/autoscaling.amazonaws.com/"));
            }
            if (texts(statement.path("Action")).contains("iam:PassRole")) {
                assertThat(texts(statement.at("/Condition/StringEquals/iam:PassedToService")))
                        .containsExactlyInAnyOrderElementsOf(services);
            }
        }
    }

    /// A managed policy holds 6,144 characters without blanks (IAM User Guide, IAM and STS quotas).
    @Test
    void policy_fitsIntoAManagedPolicy() {
        assertThat(policy.toString()).hasSizeLessThan(6_144);
    }

    private boolean isAllowed(String call) {
        return actions().stream()
                .anyMatch(action -> action.endsWith("*")
                        ? call.startsWith(action.substring(0, action.length() - 1))
                        : call.equals(action));
    }

    private List<String> actions() {
        List<String> actions = new ArrayList<>();
        policy.path("Statement").forEach(statement -> actions.addAll(texts(statement.path("Action"))));
        return actions;
    }

    private static List<String> texts(JsonNode textOrList) {
        return textOrList.isTextual()
                ? List.of(textOrList.asText())
                : textOrList.valueStream().map(JsonNode::asText).toList();
    }
}
