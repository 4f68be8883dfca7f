package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// What a deployment consists of.
class DeploymentTest {
    private final Template template;

    DeploymentTest() throws IOException {
        template = Deployments.complete(Template.load(Path.of("template.yaml")));
    }

    @Test
    void hook_holdsNodesAndAbandonsThemWhenNobodyAnswers() {
        JsonNode hook = group().at("/LifecycleHookSpecificationList/0");
        assertThat(hook.path("LifecycleHookName").asText()).isEqualTo("Cribl-Scaledown-Hook");
        assertThat(hook.path("LifecycleTransition").asText()).isEqualTo("autoscaling:EC2_INSTANCE_TERMINATING");
        assertThat(hook.path("DefaultResult").asText()).isEqualTo("ABANDON");
    }

    @Test
    void abandonedNode_isRetainedNotTerminated() {
        assertThat(group().at("/InstanceLifecyclePolicy/RetentionTriggers/TerminateHookAbandon")
                        .asText())
                .isEqualTo("retain");
    }

    @Test
    void groupAndNodes_carryTheTagThatTheGuardLooksFor() {
        assertThat(group().path("Tags")).anySatisfy(tag -> {
            assertThat(tag.path("Key").asText()).isEqualTo("drainguard");
            assertThat(tag.path("Value").asText())
                    .isEqualTo(template.drainDocument().name());
            assertThat(tag.path("PropagateAtLaunch").asBoolean()).isTrue();
        });
    }

    @Test
    void retainedNodes_areCountedByTheGroupsMetrics() {
        assertThat(group().at("/MetricsCollection/0/Granularity").asText()).isEqualTo("1Minute");
        assertThat(group().at("/MetricsCollection/0").has("Metrics"))
                .as("all metrics")
                .isFalse();
    }

    @Test
    void stackUpdate_leavesTheSizeAloneAndRollsNoNodes() {
        JsonNode policy = template.resources().get("WorkerAutoScalingGroup").path("UpdatePolicy");
        assertThat(policy.toString())
                .isEqualTo("{\"AutoScalingScheduledAction\":{\"IgnoreUnmodifiedGroupSizeProperties\":true}}");
    }

    @Test
    void nodes_askForTokensOfTheMetadataService() {
        assertThat(launch().at("/MetadataOptions/HttpTokens").asText()).isEqualTo("required");
    }

    @Test
    void disks_areEncrypted() {
        assertThat(launch().at("/BlockDeviceMappings/0/Ebs/Encrypted").asBoolean())
                .isTrue();
    }

    @Test
    void nodeThatIsShutDown_keepsItsDisks() {
        assertThat(launch().path("InstanceInitiatedShutdownBehavior").asText()).isEqualTo("stop");
    }

    @Test
    void withoutKeyPair_thereIsNone() {
        assertThat(launch().has("KeyName")).isFalse();
        JsonNode named = template.with("InstanceKeyPair", "ops").only("AWS::EC2::LaunchTemplate");
        assertThat(named.at("/LaunchTemplateData/KeyName").asText()).isEqualTo("ops");
    }

    @Test
    void token_isInTheSecretAndNowhereElse() {
        SortedMap<String, JsonNode> resources = template.resources();
        resources.remove("LeaderToken");
        assertThat(resources.toString()).doesNotContain(Deployments.TOKEN).doesNotContain("s3cr3t");
    }

    @Test
    void guardAlone_makesNoWorkers() {
        assertThat(template.with("WorkerGroup", "None").resources().keySet())
                .containsExactlyInAnyOrder(
                        "CannotLook",
                        "CeilingNear",
                        "DecisionsOfTheLastDay",
                        "DocumentsParameter",
                        "DrainDocument",
                        "EndedLooks",
                        "EndedLooksQueue",
                        "EndedLooksQueuePolicy",
                        "EventsFailed",
                        "FailedEvents",
                        "FailedEventsPolicy",
                        "FailedRuns",
                        "Guard",
                        "GuardDashboard",
                        "GuardFails",
                        "GuardLog",
                        "GuardPolicy",
                        "GuardRole",
                        "GuardThrottled",
                        "HistoryOfANode",
                        "NodesRetained",
                        "PileUp",
                        "ProtectionFailed",
                        "NodesYielded",
                        "RescueDocument",
                        "SlowestDrains",
                        "Stalled",
                        "SweepRole",
                        "NoSweep");
    }

    @Test
    void function_runsOnJava25OnArmWithSnapStart() {
        JsonNode guard = template.only("AWS::Serverless::Function");
        assertThat(guard.path("Runtime").asText()).isEqualTo("java25");
        assertThat(guard.at("/Architectures/0").asText()).isEqualTo("arm64");
        assertThat(guard.at("/SnapStart/ApplyOn").asText()).isEqualTo("PublishedVersions");
        assertThat(guard.path("AutoPublishAlias").asText()).isEqualTo("live");
        assertThat(guard.path("Handler").asText()).isEqualTo("io.drainguard.entry.LifecycleHandler::handleRequest");
    }

    @Test
    void reservedConcurrencyZero_leavesItUnreserved() {
        assertThat(template.only("AWS::Serverless::Function").has("ReservedConcurrentExecutions"))
                .isFalse();
        assertThat(template.with("ReservedConcurrency", "3")
                        .only("AWS::Serverless::Function")
                        .path("ReservedConcurrentExecutions")
                        .asText())
                .isEqualTo("3");
    }

    @Test
    void log_isKeptForTheDaysAskedForAndNotRewritten() {
        assertThat(template.with("LogRetentionDays", "7")
                        .only("AWS::Logs::LogGroup")
                        .path("RetentionInDays")
                        .asText())
                .isEqualTo("7");
        assertThat(template.only("AWS::Serverless::Function")
                        .at("/LoggingConfig/LogFormat")
                        .asText())
                .isEqualTo("Text");
    }

    private JsonNode group() {
        return template.only("AWS::AutoScaling::AutoScalingGroup");
    }

    private JsonNode launch() {
        return template.only("AWS::EC2::LaunchTemplate").path("LaunchTemplateData");
    }
}
