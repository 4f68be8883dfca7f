package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.world.GroupSettings.LoadBalancer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What stands round a group: load balancers, launches that fail, other hooks, and what is not known.
class GroupSettingsTest {
    private static final String OTHER = "other-team";

    private final Scene scene = Scene.retaining();
    private final String id = scene.node().id();

    @Test
    void loadBalancer_drainsBeforeTheWaitAndItsEvent() {
        balance(false);
        scene.waiting();
        assertThat(scene.shown()).isEqualTo("Terminating");
        assertThat(scene.activity().statusCode()).isEqualTo("WaitingForELBConnectionDraining");
        assertThat(scene.activity().description())
                .isEqualTo("Terminating EC2 instance: " + id + " - Waiting For ELB Connection Draining.");
        assertThat(scene.pass(595).hookEvents()).isEmpty();

        scene.pass(10);
        assertThat(scene.shown()).isEqualTo("Terminating:Wait");
        assertThat(scene.hookEvents()).hasSize(1);
        assertThat(scene.node().waitBegan()).isEqualTo(Scene.START.plusMillis(600_500));
        assertThat(scene.activity().statusCode()).isEqualTo("MidTerminatingLifecycleAction");
        assertThat(scene.activity().description()).isEqualTo("Terminating EC2 instance: " + id);
        assertThat(scene.activity().start()).isEqualTo(Scene.START);
    }

    @Test
    void loadBalancersWords_mayStayInTheWait() {
        balance(true);
        scene.waiting().pass(602);

        assertThat(scene.activity().statusCode()).isEqualTo("MidTerminatingLifecycleAction");
        assertThat(scene.activity().description()).endsWith(id + " - Waiting For ELB Connection Draining.");
    }

    @Test
    void retainedNode_hasLeftItsLoadBalancerLongAgo() {
        balance(false);
        scene.waiting().pass(602);
        scene.complete("ABANDON");
        scene.pass(10).waiting();

        assertThat(scene.shown()).isEqualTo("Terminating:Wait");
    }

    @Test
    void launchesThatFail_pileUpPastTheMaximum() {
        scene.autoScaling().putLifecycleHook(Scene.GROUP, Hook.terminating(Scene.HOOK, Duration.ofHours(2)));
        scene.world.groupSettings().failLaunches(Scene.GROUP, Duration.ofMinutes(10));
        scene.autoScaling().setInstanceHealth(id, "Unhealthy");
        scene.pass(3_600);

        List<MemberView> members = scene.group().instances();
        assertThat(scene.group().max()).isEqualTo(1);
        assertThat(members).hasSizeGreaterThan(5);
        assertThat(members.stream().filter(one -> one.lifecycleState().equals("Terminating:Wait")))
                .hasSizeGreaterThan(5);
        String newest = members.getLast().instanceId();
        assertThat(scene.world
                        .ssm()
                        .describeInstanceInformation(List.of(newest), null, null)
                        .items())
                .isEmpty();
    }

    @Test
    void mendedLaunches_stay() {
        scene.world.groupSettings().failLaunches(Scene.GROUP, Duration.ofMinutes(10));
        scene.world.groupSettings().fixLaunches(Scene.GROUP);
        scene.autoScaling().setInstanceHealth(id, "Unhealthy");
        scene.pass(50);

        assertThat(scene.group().instances()).hasSize(2);
        assertThat(scene.group().instances().getLast().lifecycleState()).isEqualTo("InService");
    }

    @Test
    void somebodysOwnAbandon_retainsANodeThatTheGuardHolds() {
        scene.autoScaling().putLifecycleHook(Scene.GROUP, Hook.terminating(OTHER, Duration.ofSeconds(300)));
        scene.waiting();
        scene.autoScaling().completeLifecycleAction(Scene.GROUP, OTHER, ActionRef.instance(id), "ABANDON");

        assertThat(scene.pass(5).shown()).isEqualTo("Terminating:Retained");
        assertThatThrownBy(scene::heartbeat).hasMessage("No active Lifecycle Action found with instance ID " + id);
    }

    @Test
    void hookThatWasAddedLater_hasNoActionInAWaitUnderWay() {
        scene.waiting();
        scene.autoScaling().putLifecycleHook(Scene.GROUP, Hook.terminating("drainguard", Duration.ofHours(1)));

        ActionRef node = ActionRef.instance(id);
        assertThatThrownBy(() -> scene.autoScaling().recordLifecycleActionHeartbeat(Scene.GROUP, "drainguard", node))
                .hasMessage("No active Lifecycle Action found with instance ID " + id);
        assertThatThrownBy(
                        () -> scene.autoScaling().completeLifecycleAction(Scene.GROUP, "drainguard", node, "CONTINUE"))
                .hasMessage("No active Lifecycle Action found with instance ID " + id);
        assertThat(scene.shown()).isEqualTo("Terminating:Wait");
    }

    @Test
    void renamedHook_endsWhatTheOldOneHeld() {
        scene.waiting();
        scene.autoScaling().putLifecycleHook(Scene.GROUP, Hook.terminating("renamed", Duration.ofHours(1)));
        scene.autoScaling().deleteLifecycleHook(Scene.GROUP, Scene.HOOK);

        assertThat(scene.pass(30).node().ec2()).isEqualTo(Ec2State.TERMINATED);
    }

    @Test
    void heartbeats_mayKeepTheFirstPeriod_andNeverPassTheFirstLimit() {
        scene.world.groupSettings().heartbeatsKeepPeriod(true);
        scene.waiting();
        scene.autoScaling().putLifecycleHook(Scene.GROUP, Hook.terminating(Scene.HOOK, Duration.ofHours(1)));
        scene.heartbeat();

        assertThat(scene.node().deadline()).isEqualTo(scene.world.instant().plusSeconds(60));
        scene.world.groupSettings().heartbeatsKeepPeriod(false);
        for (int i = 0; i < 120; i++) {
            scene.pass(50).heartbeat();
        }
        assertThat(scene.node().deadline())
                .isEqualTo(Scene.START.plusMillis(500).plusSeconds(6_000));
    }

    @Test
    void leavingNode_isRefusedOrAnsweredASecondTime() {
        scene.waiting();
        assertThatThrownBy(scene::waiting).hasMessageContaining("is already in state Terminating:Wait");

        scene.world.groupSettings().terminatesTwice(true);
        scene.waiting();
        assertThat(scene.activities())
                .filteredOn(one -> one.instanceId().equals(id))
                .hasSize(1);
    }

    @Test
    void endedRetainedNode_isDroppedOrStaysListed() {
        Scene kept = Scene.retaining();
        kept.world.groupSettings().keepsEndedRetained(true);
        for (Scene one : List.of(scene, kept)) {
            one.waiting();
            one.complete("ABANDON");
            one.pass(10);
            one.world.mishaps().failHost(one.node().id());
            one.pass(120);
        }

        assertThat(scene.shown()).isEmpty();
        assertThat(kept.shown()).isEqualTo("Terminating:Retained");
    }

    @Test
    void fiftyTags_areTheMostOfAGroup() {
        for (int i = 0; i < 50; i++) {
            scene.autoScaling().createOrUpdateTags(Scene.GROUP, Map.of("drainguard:override:i-" + i, "hold"), false);
        }

        assertThatThrownBy(() -> scene.autoScaling().createOrUpdateTags(Scene.GROUP, Map.of("more", "x")))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.code()).isEqualTo("LimitExceeded"));
    }

    private void balance(boolean suffixStays) {
        scene.world.groupSettings().balancer(Scene.GROUP, new LoadBalancer(Duration.ofMinutes(10), suffixStays));
    }
}
