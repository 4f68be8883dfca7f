package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What CloudFormation gets to see once the Serverless transform has had its way with the template.
class TransformTest {
    private static JsonNode resources;

    @BeforeAll
    static void transform(@TempDir Path directory) throws IOException {
        resources = Transformed.load(directory).raw().path("Resources");
    }

    @Test
    void hook_staysInsideTheGroup() {
        JsonNode hook = group().path("Properties")
                .path("LifecycleHookSpecificationList")
                .path(0);
        assertThat(hook.path("DefaultResult").asText()).isEqualTo("ABANDON");
        assertThat(hook.at("/HeartbeatTimeout/Ref").asText()).isEqualTo("HeartbeatTimeout");
        assertThat(ofType("AWS::AutoScaling::LifecycleHook")).isEmpty();
    }

    @Test
    void retainPolicy_andDeletionProtection_stay() {
        JsonNode group = group().path("Properties");
        assertThat(group.at("/InstanceLifecyclePolicy/RetentionTriggers/TerminateHookAbandon")
                        .asText())
                .isEqualTo("retain");
        assertThat(group.path("DeletionProtection").asText()).isEqualTo("prevent-force-deletion");
    }

    @Test
    void creationPolicy_andUpdatePolicy_stay() {
        assertThat(group().at("/CreationPolicy/ResourceSignal/Count/Ref").asText())
                .isEqualTo("AutoScalingGroupDesiredCapacity");
        assertThat(group().at("/UpdatePolicy/AutoScalingScheduledAction/IgnoreUnmodifiedGroupSizeProperties")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void everythingTheGroupWaitsFor_isThere() {
        group().path("DependsOn")
                .forEach(id ->
                        assertThat(resources.has(id.asText())).as(id.asText()).isTrue());
    }

    /// What depends on a resource that is not made is not made either (CloudFormation Template Reference, Condition
    /// attribute): no worker group without a guard on EC2, if it named that guard here.
    @Test
    void everythingTheGroupWaitsFor_isMadeInEveryEdition() {
        group().path("DependsOn")
                .forEach(id -> assertThat(
                                resources.path(id.asText()).path("Condition").asText("CreateGroup"))
                        .as(id.asText())
                        .isEqualTo("CreateGroup"));
    }

    @Test
    void group_isDeletedBeforeAllThatRunsTheGuard() {
        var before = new TreeSet<String>();
        group().path("DependsOn").forEach(id -> before.add(id.asText()));
        for (String type : List.of(
                "AWS::Lambda::Alias",
                "AWS::Lambda::EventInvokeConfig",
                "AWS::Lambda::Permission",
                "AWS::Lambda::EventSourceMapping",
                "AWS::Events::Rule",
                "AWS::SQS::QueuePolicy",
                "AWS::Scheduler::Schedule",
                "AWS::IAM::ManagedPolicy")) {
            assertThat(before)
                    .as(type)
                    .containsAll(ofType(type).stream()
                            .filter(id -> !id.equals("NodeNotices"))
                            .toList());
        }
    }

    @Test
    void function_isSnapStartedAndCalledThroughItsAliasOnly() {
        assertThat(resources.at("/Guard/Properties/SnapStart/Fn::If/1/ApplyOn").asText())
                .isEqualTo("PublishedVersions");
        assertThat(ofType("AWS::Lambda::Alias")).containsExactly("GuardAliaslive");
        ofType("AWS::Events::Rule").stream()
                .filter(rule -> !rule.equals("EndedLooks") && !rule.equals("NodeNotices"))
                .forEach(rule -> assertThat(resources
                                .path(rule)
                                .at("/Properties/Targets/0/Arn/Ref")
                                .asText())
                        .isEqualTo("GuardAliaslive"));
        assertThat(resources.at("/GuardSweep/Properties/Target/Arn/Ref").asText())
                .isEqualTo("GuardAliaslive");
        assertThat(ofType("AWS::Lambda::EventSourceMapping")).containsExactly("GuardEndedLooks");
        assertThat(resources.at("/GuardEndedLooks/Properties/FunctionName/Ref").asText())
                .isEqualTo("GuardAliaslive");
        assertThat(resources.at("/GuardEventInvokeConfig/Properties/Qualifier").asText())
                .isEqualTo("live");
    }

    @Test
    void sweep_hasNoFixedName() {
        // Schedule names are shared by an account's stacks: a fixed one would allow one guard per Region.
        assertThat(resources.at("/GuardSweep/Properties").has("Name")).isFalse();
    }

    @Test
    void failedRuns_goToTheirQueueAndAreNotTriedAgain() {
        JsonNode config = resources.at("/GuardEventInvokeConfig/Properties");
        assertThat(config.path("MaximumRetryAttempts").asInt(-1)).isZero();
        assertThat(config.at("/DestinationConfig/OnFailure/Destination/Fn::GetAtt/0")
                        .asText())
                .isEqualTo("FailedRuns");
    }

    @Test
    void everyRole_isOurOwn() {
        assertThat(ofType("AWS::IAM::Role"))
                .containsExactlyInAnyOrder("GuardRole", "SweepRole", "WatchRole", "WorkerRole");
    }

    private static JsonNode group() {
        return resources.path("WorkerAutoScalingGroup");
    }

    private static List<String> ofType(String type) {
        return resources
                .propertyStream()
                .filter(resource -> resource.getValue().path("Type").asText().equals(type))
                .map(resource -> resource.getKey())
                .toList();
    }
}
