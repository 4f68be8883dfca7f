package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// Replays what was recorded of retention: autoscaling/retention_native.json, retention_intervention.json,
/// retention_decrement_native.json, retention_membership_native.json.
class RetentionTimelineTest {
    private final Scene scene = Scene.retaining();

    @Test
    void terminate_repliesWithAnActivityThatHasJustBegun() {
        Activity reply = scene.autoScaling()
                .terminateInstanceInAutoScalingGroup(scene.node().id(), false);

        assertThat(reply.statusCode()).isEqualTo("InProgress");
        assertThat(reply.progress()).isZero();
        assertThat(reply.end()).isNull();
        assertThat(reply.description())
                .isEqualTo("Terminating EC2 instance: " + scene.node().id());
        assertThat(reply.cause())
                .isEqualTo("At 2026-01-01T10:00:00Z instance " + scene.node().id()
                        + " was taken out of service in response to a user request.");
    }

    @Test
    void terminate_showsTerminatingFirstAndThenTheWait() {
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), false);

        assertThat(scene.pass(0.25).shown()).isEqualTo("Terminating");
        assertThat(scene.pass(0.5).shown()).isEqualTo("Terminating:Wait");
    }

    @Test
    void wait_isSeenInTheActivityToo() {
        scene.waiting();

        assertThat(scene.activity().statusCode()).isEqualTo("MidTerminatingLifecycleAction");
        assertThat(scene.activity().progress()).isEqualTo(60);
        assertThat(scene.activity().statusMessage()).isNull();
        assertThat(scene.node().ec2()).isEqualTo(Ec2State.RUNNING);
    }

    @Test
    void abandon_isShownOnlySomeSecondsLater() {
        scene.waiting().pass(6.8);
        scene.complete("ABANDON");

        assertThat(scene.pass(0.15).shown()).isEqualTo("Terminating:Wait");
        assertThat(scene.activity().statusCode()).isEqualTo("MidTerminatingLifecycleAction");
        assertThat(scene.pass(5.5).shown()).isEqualTo("Terminating:Retained");
    }

    @Test
    void abandon_endsTheActivityInTheSameSecondWithTheToken() {
        scene.waiting();
        String token = scene.token();
        scene.complete("ABANDON");
        scene.pass(10);

        Activity ended = scene.activities().getLast();
        String message = "Instance failed to complete user's Lifecycle Action: Lifecycle Action with token " + token
                + " was abandoned: Lifecycle Action Completed with ABANDON Result";
        assertThat(ended.statusCode()).isEqualTo("Cancelled");
        assertThat(ended.progress()).isEqualTo(100);
        assertThat(ended.end()).isEqualTo("2026-01-01T10:00:01Z");
        assertThat(ended.statusMessage()).isEqualTo(message);
        assertThat(ended.description())
                .isEqualTo("Terminating EC2 instance: " + scene.node().id() + ".  Status Reason: " + message);
    }

    @Test
    void abandon_launchesAReplacementBesideTheRetainedNode() {
        scene.waiting();
        assertThat(scene.group().instances()).hasSize(1);
        scene.complete("ABANDON");
        scene.pass(8);

        assertThat(scene.group().max()).isEqualTo(1);
        assertThat(scene.group().desired()).isEqualTo(1);
        assertThat(scene.group().instances())
                .extracting(MemberView::lifecycleState)
                .containsExactly("Terminating:Retained", "InService");
        assertThat(scene.node().isRunning()).isTrue();
    }

    @Test
    void abandon_sendsTerminateUnsuccessful() {
        scene.waiting();
        scene.complete("ABANDON");
        scene.pass(2);

        assertThat(scene.events).extracting(Event::detailType).contains("EC2 Instance Terminate Unsuccessful");
    }

    @Test
    void policyChange_freesNoRetainedNode() {
        scene.waiting();
        scene.complete("ABANDON");
        scene.autoScaling().updateAutoScalingGroup("g", null, null, null, Retention.TERMINATE);
        scene.pass(100);

        assertThat(scene.shown()).isEqualTo("Terminating:Retained");
    }

    @Test
    void release_opensAFreshActionAndLaunchesNothing() {
        retained();
        String before = scene.hookEvents().getFirst().token();
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), false);
        scene.pass(1);

        assertThat(scene.shown()).isEqualTo("Terminating:Wait");
        assertThat(scene.token()).isNotEqualTo(before);
        assertThat(scene.group().instances()).hasSize(2);
        assertThat(scene.activities()).extracting(Activity::statusCode).contains("Cancelled");
    }

    @Test
    void release_unanswered_isRetainedAgainByTimeout() {
        retained();
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), false);
        scene.pass(66);

        assertThat(scene.shown()).isEqualTo("Terminating:Retained");
        assertThat(scene.activity().statusMessage()).endsWith("was abandoned: Heartbeat Timeout");
    }

    @Test
    void release_answeredWithContinue_endsTheNodeThoughThePolicyRetains() {
        retained();
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), false);
        scene.pass(1);
        scene.complete("CONTINUE");

        assertThat(scene.pass(1).shown()).isEqualTo("Terminating:Proceed");
        assertThat(scene.activity().statusCode()).isEqualTo("MidTerminatingLifecycleAction");
        assertThat(scene.node().ec2()).isEqualTo(Ec2State.SHUTTING_DOWN);
        assertThat(scene.pass(25).shown()).isEmpty();
    }

    @Test
    void release_withDecrement_isRefusedAndChangesNothing() {
        retained();
        int activities = scene.activities().size();

        assertThatThrownBy(() -> scene.autoScaling()
                        .terminateInstanceInAutoScalingGroup(scene.node().id(), true))
                .isInstanceOf(AwsError.class)
                .hasMessage(
                        "The instance " + scene.node().id() + " is in a Retained state and can't be terminated while"
                                + " decreasing desired capacity. To terminate these instances, retry without decreasing the Auto"
                                + " Scaling group's desired capacity.");
        assertThat(scene.activities()).hasSize(activities);
        assertThat(scene.shown()).isEqualTo("Terminating:Retained");
    }

    @Test
    void decrement_ofANodeInService_leavesNoReplacement() {
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), true);
        scene.pass(1);
        scene.complete("ABANDON");
        scene.pass(30);

        assertThat(scene.activity().cause()).endsWith(", shrinking the capacity from 1 to 0.");
        assertThat(scene.group().desired()).isZero();
        assertThat(scene.group().instances()).hasSize(1);
    }

    @Test
    void health_doesNotBringARetainedNodeBack() {
        retained();
        scene.autoScaling().setInstanceHealth(scene.node().id(), "Healthy");

        assertThat(scene.pass(30).shown()).isEqualTo("Terminating:Retained");
    }

    @Test
    void protection_ofARetainedNodeIsRefused() {
        retained();

        assertThatThrownBy(() -> scene.autoScaling()
                        .setInstanceProtection(
                                "g", java.util.List.of(scene.node().id()), true))
                .hasMessage(
                        "The instance " + scene.node().id() + " is not in InService or EnteringStandby or Standby.");
    }

    @Test
    void forceDelete_whileThePolicyRetains_isRefused() {
        assertThatThrownBy(() -> scene.autoScaling().deleteAutoScalingGroup("g", true))
                .hasMessage("You can't force delete this Auto Scaling group because the TerminateHookAbandon retention"
                        + " trigger is set to retain. Change the retention trigger to terminate and try again.");
    }

    @Test
    void forceDelete_afterThePolicyChanged_opensAFreshHookForTheRetainedNodeToo() {
        retained();
        scene.autoScaling().updateAutoScalingGroup("g", null, null, null, Retention.TERMINATE);
        scene.autoScaling().deleteAutoScalingGroup("g", true);
        scene.pass(10);

        assertThat(scene.group().status()).isEqualTo("Delete in progress");
        assertThat(scene.group().instances())
                .extracting(MemberView::lifecycleState)
                .containsExactly("Terminating:Wait", "Terminating:Wait");
        scene.pass(90);
        assertThat(scene.world.hasGroup("g")).isFalse();
    }

    @Test
    void delete_withARetainedNode_isRefused() {
        retained();

        assertThatThrownBy(() -> scene.autoScaling().deleteAutoScalingGroup("g", false))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("ResourceInUse"));
    }

    private void retained() {
        scene.waiting();
        scene.complete("ABANDON");
        scene.pass(10);
        assertThat(scene.shown()).isEqualTo("Terminating:Retained");
    }
}
