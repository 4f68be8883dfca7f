package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What EC2 says of instances that have ended, and when it forgets them.
class EndedInstancesTest {
    private final Scene scene = new Scene(Scene.group(1).retaining().tag("drainguard", "drainguard-q"));

    @Test
    void endedInstance_isShownForAnHourAndThenForgotten() {
        String id = scene.node().id();
        scene.world.mishaps().failHost(id);
        assertThat(shown(id).getFirst().state()).isEqualTo(Ec2State.SHUTTING_DOWN);
        scene.pass(3_599);
        assertThat(shown(id).getFirst().state()).isEqualTo(Ec2State.TERMINATED);

        scene.pass(2);
        assertForgotten(() -> scene.world.ec2().describeInstances(List.of(id)));
        assertForgotten(() -> scene.world.ec2().createTags(List.of(id), Map.of("k", "v")));
        assertForgotten(() -> scene.world.ec2().deleteTags(List.of(id), List.of("k")));
        assertForgotten(() -> scene.world.ec2().modifyInstanceAttribute(id, "/dev/xvda", false));
        assertThat(shown(id)).isEmpty();
        assertThat(scene.world
                        .ec2()
                        .describeInstances(List.of(), List.of(new Filter("tag-key", List.of("drainguard")))))
                .extracting(Ec2InstanceView::instanceId)
                .doesNotContain(id);
    }

    @Test
    void instanceInALostZone_isShuttingDownForAsLongAsTheZoneIsLost() {
        String id = scene.node().id();
        scene.world.mishaps().loseZone(id, Duration.ofHours(3));
        scene.pass(60).world.ec2().terminateInstances(List.of(id));
        scene.pass(3_600 * 2);
        assertThat(shown(id).getFirst().state()).isEqualTo(Ec2State.SHUTTING_DOWN);
        assertThat(scene.node().ended()).isNull();

        scene.pass(3_600);
        assertThat(shown(id).getFirst().state()).isEqualTo(Ec2State.TERMINATED);
    }

    @Test
    void forgottenInstance_stillWaitsInItsGroup() {
        scene.autoScaling().putLifecycleHook(Scene.GROUP, Hook.terminating(Scene.HOOK, Duration.ofHours(2)));
        scene.waiting();
        scene.world.mishaps().failHost(scene.node().id());
        scene.pass(3_700);

        assertThat(scene.shown()).isEqualTo("Terminating:Wait");
        assertForgotten(
                () -> scene.world.ec2().describeInstances(List.of(scene.node().id())));
    }

    @Test
    void volumesThatOutliveIt_areFoundByTheirTags() {
        String id = scene.node().id();
        String volume = scene.node().volumes().getLast().id();
        scene.world.ec2().modifyInstanceAttribute(id, "/dev/xvdf", false);
        scene.world.ec2().createTags(List.of(volume), Map.of("drainguard:node", id));
        scene.world.mishaps().failHost(id);
        scene.pass(7_200);

        assertThat(scene.world.ec2().ebs().describeVolumes(List.of()))
                .filteredOn(view -> view.volumeId().equals(volume))
                .singleElement()
                .satisfies(view -> {
                    assertThat(view.state()).isEqualTo("available");
                    assertThat(view.tags()).containsEntry("drainguard:node", id);
                });
    }

    @Test
    void mishap_makesEc2ForgetAtOnce() {
        String id = scene.node().id();
        assertThatThrownBy(() -> scene.world.mishaps().forget(id)).isInstanceOf(IllegalArgumentException.class);
        scene.world.mishaps().failHost(id);
        scene.world.mishaps().forget(id);

        assertForgotten(() -> scene.world.ec2().describeInstances(List.of(id)));
    }

    private List<Ec2InstanceView> shown(String id) {
        return scene.world.ec2().describeInstances(List.of(), List.of(new Filter("instance-id", List.of(id))));
    }

    private static void assertForgotten(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.code()).isEqualTo("InvalidInstanceID.NotFound"));
    }
}
