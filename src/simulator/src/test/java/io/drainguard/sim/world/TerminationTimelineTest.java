package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Replays what was recorded without a retain policy: autoscaling/lifecycle_native.json.
class TerminationTimelineTest {
    private final Scene scene = Scene.terminating();

    @Test
    void continue_showsProceedAtOnceAndEndsSuccessfully() {
        scene.waiting();
        scene.complete("CONTINUE");

        assertThat(scene.pass(0.1).shown()).isEqualTo("Terminating:Wait");
        assertThat(scene.pass(0.2).shown()).isEqualTo("Terminating:Proceed");
        scene.pass(22);
        Activity ended = scene.activities().getLast();
        assertThat(ended.statusCode()).isEqualTo("Successful");
        assertThat(ended.statusMessage()).isNull();
        assertThat(ended.progress()).isEqualTo(100);
    }

    @Test
    void abandon_withoutRetain_leavesNoTrace() {
        scene.waiting();
        scene.complete("ABANDON");
        scene.pass(22);

        assertThat(scene.shown()).isEmpty();
        assertThat(scene.activities().getLast().statusCode()).isEqualTo("Successful");
        assertThat(scene.activities().getLast().statusMessage()).isNull();
    }

    @Test
    void guest_stillRunsHalfASecondAfterContinue() {
        scene.waiting();
        scene.complete("CONTINUE");

        assertThat(scene.pass(0.5).node().ec2()).isEqualTo(Ec2State.RUNNING);
        assertThat(scene.pass(0.5).node().ec2()).isEqualTo(Ec2State.SHUTTING_DOWN);
    }

    @Test
    void unhealthy_goesThoughProtectedAndIsReplacedWhileItWaits() {
        scene.autoScaling().setInstanceProtection("g", List.of(scene.node().id()), true);
        scene.autoScaling().setInstanceHealth(scene.node().id(), "Unhealthy");
        scene.pass(10);

        assertThat(scene.shown()).isEqualTo("Terminating:Wait");
        assertThat(scene.group().instances())
                .extracting(MemberView::lifecycleState, MemberView::healthStatus)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("Terminating:Wait", "Unhealthy"),
                        org.assertj.core.groups.Tuple.tuple("InService", "Healthy"));
        assertThat(scene.activities().getLast().cause())
                .endsWith("an instance was taken out of service in response to a user health-check.");
    }

    @Test
    void scaleIn_choosesSomeSecondsLaterAndSaysWhy() {
        scene.autoScaling().setDesiredCapacity("g", 0);

        assertThat(scene.pass(4).shown()).isEqualTo("InService");
        assertThat(scene.pass(2).shown()).isEqualTo("Terminating:Wait");
        assertThat(scene.activity().cause())
                .isEqualTo(
                        "At 2026-01-01T10:00:00Z a user request explicitly set group desired capacity changing the desired"
                                + " capacity from 1 to 0.  At 2026-01-01T10:00:05Z an instance was taken out of service in response"
                                + " to a difference between desired and actual capacity, shrinking the capacity from 1 to 0.  At"
                                + " 2026-01-01T10:00:05Z instance "
                                + scene.node().id() + " was selected for termination.");
    }

    @Test
    void scaleIn_ofAProtectedNode_isCancelled() {
        scene.autoScaling().setInstanceProtection("g", List.of(scene.node().id()), true);
        scene.autoScaling().setDesiredCapacity("g", 0);
        scene.pass(6);

        assertThat(scene.activity().statusCode()).isEqualTo("Cancelled");
        assertThat(scene.activity().statusMessage())
                .isEqualTo("Could not scale to desired capacity because all remaining instances are protected from"
                        + " scale-in.");
        assertThat(scene.activity().details()).isEqualTo("{}");
        assertThat(scene.shown()).isEqualTo("InService");
    }

    @Test
    void forceDelete_entersTheHookAndWaitsItOut() {
        Hook hook = Hook.terminating("terminate", Duration.ofSeconds(30)).withDefaultResult("CONTINUE");
        Scene deleted = new Scene(GroupSpec.of("g", 0, 1, 1).hook(hook));
        deleted.autoScaling().deleteAutoScalingGroup("g", true);

        assertThat(deleted.pass(6).shown()).isEqualTo("Terminating:Wait");
        assertThat(deleted.activity().cause())
                .startsWith(
                        "At 2026-01-01T10:00:00Z a user request force deleted AutoScaling group changing the desired"
                                + " capacity from 1 to 0.");
        assertThat(deleted.pass(31).node().isRunning()).isFalse();
        assertThat(deleted.pass(25).world.hasGroup("g")).isFalse();
    }

    @Test
    void termination_withoutDecrement_isReplacedOnlyWhenTheNodeIsGone() {
        scene.waiting().pass(30);
        assertThat(scene.group().instances()).hasSize(1);
        scene.complete("CONTINUE");
        scene.pass(30);

        assertThat(scene.group().instances())
                .extracting(MemberView::lifecycleState)
                .containsExactly("InService");
    }

    @Test
    void withoutAHook_theNodeGoesAtOnce() {
        Scene bare = new Scene(GroupSpec.of("g", 0, 1, 1));
        bare.autoScaling().terminateInstanceInAutoScalingGroup(bare.node().id(), true);

        assertThat(bare.pass(2).node().isRunning()).isFalse();
        assertThat(bare.hookEvents()).isEmpty();
    }
}
