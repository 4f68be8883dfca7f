package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A group whose process Terminate is suspended takes no node out of service by itself (User Guide,
/// understand-how-suspending-processes-affects-other-processes).
class SuspendedProcessesTest {
    private final Scene scene = new Scene(Scene.group(2));

    private void suspend() {
        scene.autoScaling().suspendProcesses(Scene.GROUP, List.of("Terminate"));
    }

    private void resume() {
        scene.autoScaling().resumeProcesses(Scene.GROUP, List.of("Terminate"));
    }

    private List<LifecycleState> states() {
        return scene.nodes.stream().map(Instance::state).toList();
    }

    @Test
    void scaleIn_waitsForTheResumption() {
        suspend();
        scene.autoScaling().setDesiredCapacity(Scene.GROUP, 1);
        scene.pass(600);
        assertThat(states()).containsOnly(LifecycleState.IN_SERVICE);

        resume();
        scene.pass(20);
        assertThat(states()).containsExactlyInAnyOrder(LifecycleState.TERMINATING_WAIT, LifecycleState.IN_SERVICE);
    }

    @Test
    void unhealthyNode_isReplacedAtTheResumption() {
        suspend();
        scene.autoScaling().setInstanceHealth(scene.node().id(), "Unhealthy");
        scene.pass(600);
        assertThat(states()).containsOnly(LifecycleState.IN_SERVICE);

        resume();
        scene.pass(20);
        assertThat(scene.node().state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    @Test
    void instanceThatEndsByItself_isNoticedAtTheResumption() {
        suspend();
        scene.world.mishaps().failHost(scene.node().id());
        scene.pass(600);
        assertThat(scene.node().state()).isEqualTo(LifecycleState.IN_SERVICE);

        resume();
        scene.pass(20);
        assertThat(scene.node().state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }

    /// Source: User Guide, gracefully-handle-instance-termination.
    @Test
    void callThatNamesTheNode_takesItOutAllTheSame() {
        suspend();
        scene.autoScaling().terminateInstanceInAutoScalingGroup(scene.node().id(), true);
        scene.world.advance(Duration.ofSeconds(2));

        assertThat(scene.node().state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
    }
}
