package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Recorded: autoscaling/warm_pool_pending_retention_native.json, warm_pool_return_abandon_native.json.
class WarmPoolTest {
    private static final WarmPool REUSED = new WarmPool(false, true);
    private final Scene scene = new Scene(Scene.group(1).pool(REUSED).retaining());

    @Test
    void scaleIn_goesIntoThePoolAndIsHeldThere() {
        scaleIn();

        assertThat(scene.shown()).isEqualTo("Warmed:Pending:Wait");
        assertThat(scene.activity().description())
                .isEqualTo("Scaling in EC2 instance into warm pool: "
                        + scene.node().id());
        assertThat(scene.activity().cause()).endsWith("was selected for scale in to warm pool.");
    }

    @Test
    void memberOnItsWay_isSeenInThePoolAndNotInTheGroup() {
        scaleIn();

        assertThat(scene.group().instances()).isEmpty();
        assertThat(scene.group().warmPoolSize()).isEqualTo(1);
        assertThat(scene.autoScaling().describeWarmPool("g", null, null).instances())
                .hasSize(1);
    }

    @Test
    void event_saysThatThePoolIsTheDestination() {
        scaleIn();
        scene.pass(2);

        Event.LifecycleHook event = scene.hookEvents().getFirst();
        assertThat(event.origin() + " to " + event.destination()).isEqualTo("AutoScalingGroup to WarmPool");
    }

    @Test
    void continue_restsInThePool() {
        scaleIn();
        scene.complete("CONTINUE");

        assertThat(scene.pass(30).shown()).isEqualTo("Warmed:Running");
    }

    @Test
    void continue_stopsTheNodeWhenThePoolStops() {
        Scene stopping = new Scene(Scene.group(1).pool(new WarmPool(true, true)));
        stopping.autoScaling().setDesiredCapacity("g", 0);
        stopping.pass(6);
        stopping.complete("CONTINUE");

        assertThat(stopping.pass(30).shown()).isEqualTo("Warmed:Stopped");
        assertThat(stopping.node().ec2()).isEqualTo(Ec2State.STOPPED);
        assertThat(stopping.node().volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.ATTACHED);
        assertThat(stopping.world
                        .ssm()
                        .describeInstanceInformation(List.of(stopping.node().id()), null, null)
                        .items())
                .isEmpty();
    }

    @Test
    void abandon_retainsOnTheWayIntoThePool() {
        scaleIn();
        scene.complete("ABANDON");

        assertThat(scene.pass(0.05).shown()).isEqualTo("Warmed:Pending:Wait");
        assertThat(scene.pass(5).shown()).isEqualTo("Warmed:Pending:Retained");
        assertThat(scene.activity().statusCode()).isEqualTo("Cancelled");
    }

    @Test
    void abandon_withoutRetain_simplyRestsRunning() {
        Scene lax = new Scene(Scene.group(1).pool(REUSED));
        lax.autoScaling().setDesiredCapacity("g", 0);
        lax.pass(6);
        lax.complete("ABANDON");

        assertThat(lax.pass(1).shown()).isEqualTo("Warmed:Running");
    }

    @Test
    void poolDeletion_isRefusedUnlessForced() {
        scaleIn();

        assertThatThrownBy(() -> scene.autoScaling().deleteWarmPool("g", false))
                .hasMessage(
                        "You cannot delete a warm pool while there are instances still in it unless you use the force"
                                + " delete option.");
    }

    @Test
    void forcedPoolDeletion_opensAHookOutOfThePool() {
        scaleIn();
        scene.complete("ABANDON");
        scene.pass(5);
        scene.autoScaling().deleteWarmPool("g", true);
        scene.pass(2);

        assertThat(scene.shown()).isEqualTo("Warmed:Terminating:Wait");
        Event.LifecycleHook event = scene.hookEvents().getLast();
        assertThat(event.origin() + " to " + event.destination()).isEqualTo("WarmPool to EC2");
    }

    @Test
    void termination_ofARestingMember_isRefused() {
        String warm = scene.world.createWarmInstance("g").id();

        assertThatThrownBy(() -> scene.autoScaling().terminateInstanceInAutoScalingGroup(warm, false))
                .isInstanceOf(AwsError.class);
    }

    @Test
    void scaleOut_takesTheRestingMemberFirst() {
        Scene out = new Scene(GroupSpec.of("g", 0, 2, 1).pool(REUSED));
        Instance warm = out.world.createWarmInstance("g");
        out.autoScaling().setDesiredCapacity("g", 2);

        assertThat(out.pass(15).shown(warm)).isEqualTo("InService");
        assertThat(out.world.instances()).hasSize(2);
    }

    private void scaleIn() {
        scene.autoScaling().setDesiredCapacity("g", 0);
        scene.pass(6);
    }
}
