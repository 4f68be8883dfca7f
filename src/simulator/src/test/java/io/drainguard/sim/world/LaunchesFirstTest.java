package io.drainguard.sim.world;

import static io.drainguard.sim.world.LifecycleState.IN_SERVICE;
import static io.drainguard.sim.world.LifecycleState.PENDING_WAIT;
import static io.drainguard.sim.world.LifecycleState.TERMINATED;
import static io.drainguard.sim.world.LifecycleState.TERMINATING_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A group of one node whose policy launches a replacement before it terminates (User Guide,
/// instance-maintenance-policy-overview-and-considerations), and a launching hook that holds the replacement.
class LaunchesFirstTest {
    private static final String LAUNCH = "launch";

    private final Scene scene = new Scene(Scene.group(1)
            .hook(new Hook(LAUNCH, Hook.LAUNCHING, Duration.ofSeconds(300), "ABANDON", null, null, null)));

    LaunchesFirstTest() {
        scene.world
                .groupSettings()
                .holdLaunches(Scene.GROUP)
                .upkeep(Scene.GROUP, new Upkeep("EC2", new Upkeep.MaintenancePolicy(100, 200), List.of("zone-0")));
        scene.autoScaling().setInstanceHealth(scene.node().id(), "Unhealthy");
        scene.pass(20);
    }

    private List<LifecycleState> states() {
        return scene.world.instances().stream().map(Instance::state).toList();
    }

    private void answer(String result) {
        scene.autoScaling().completeLifecycleAction(Scene.GROUP, LAUNCH, ActionRef.instance(newest().id()), result);
    }

    private Instance newest() {
        return List.copyOf(scene.world.instances()).getLast();
    }

    @Test
    void unhealthyNode_staysInServiceUntilItsReplacementIs() {
        assertThat(states()).containsExactly(IN_SERVICE, PENDING_WAIT);

        answer("CONTINUE");
        scene.pass(2);
        assertThat(states()).containsExactly(TERMINATING_WAIT, IN_SERVICE);

        scene.pass(600);
        assertThat(states()).containsExactly(TERMINATED, IN_SERVICE);
    }

    @Test
    void replacementThatIsAbandoned_isFollowedByAnother() {
        answer("ABANDON");
        scene.pass(20);

        assertThat(states()).containsExactly(IN_SERVICE, TERMINATED, PENDING_WAIT);
    }

    @Test
    void replacementThatNobodyAnswersFor_endsAsTheHooksDefaultSays() {
        scene.pass(310);

        assertThat(states()).containsExactly(IN_SERVICE, TERMINATED, PENDING_WAIT);
    }

    @Test
    void secondReport_launchesNoSecondReplacement() {
        scene.autoScaling().setInstanceHealth(scene.node().id(), "Unhealthy");
        scene.pass(20);

        assertThat(states()).containsExactly(IN_SERVICE, PENDING_WAIT);
    }
}
