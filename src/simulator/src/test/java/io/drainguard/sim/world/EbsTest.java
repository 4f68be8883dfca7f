package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Volumes that outlive their instances, and what can be done with them.
class EbsTest {
    private final Scene scene = new Scene(Scene.group(4));
    private final Ebs ebs = scene.world.ec2().ebs();
    private final List<Instance> members =
            List.copyOf(scene.world.members(scene.node().groupName()));
    private String kept = "";

    @BeforeEach
    void keepARootVolume() {
        Instance node = members.get(0);
        scene.world.ec2().modifyInstanceAttribute(node.id(), "/dev/xvda", false);
        scene.world.ec2().createTags(List.of(node.volumes().getFirst().id()), Map.of("k", "v"));
        scene.world.ec2().terminateInstances(List.of(node.id()));
        kept = node.volumes().getFirst().id();
        scene.pass(10);
    }

    @Test
    void volumeOfAnEndedInstance_isAvailableWithItsTags() {
        VolumeView view = view();
        assertThat(view.state()).isEqualTo("available");
        assertThat(view.attachment()).isNull();
        assertThat(view.tags()).containsEntry("k", "v");
        assertThat(ebs.describeVolumes(List.of())).contains(view);
    }

    @Test
    void deletedVolume_isNotShown() {
        ebs.deleteVolume(kept);
        assertRefused("InvalidVolume.NotFound", this::view);
        assertThat(ebs.describeVolumes(List.of()))
                .noneMatch(view -> view.volumeId().equals(kept));
    }

    @Test
    void attachedVolume_isShownOnItsNewInstanceAfterAWhileAndOutlivesIt() {
        Instance worker = members.get(3);
        ebs.attachVolume(kept, worker.id(), "/dev/sdg");
        assertThat(attachmentState()).isEqualTo("attaching");
        scene.world.advance(Duration.ofSeconds(2));
        assertThat(attachmentState()).isEqualTo("attached");
        assertThat(scene.world
                        .ec2()
                        .describeInstances(List.of(worker.id()))
                        .getFirst()
                        .blockDevices())
                .contains(new Ec2InstanceView.BlockDevice("/dev/sdg", kept, false));
        scene.world.ec2().terminateInstances(List.of(worker.id()));
        scene.pass(10);
        assertThat(view().state()).isEqualTo("available");
    }

    @Test
    void detachedVolume_isBusyForAWhile() {
        ebs.attachVolume(kept, members.get(3).id(), "/dev/sdg");
        scene.world.advance(Duration.ofSeconds(2));
        ebs.detachVolume(kept);
        assertThat(attachmentState()).isEqualTo("detaching");
        assertRefused("VolumeInUse", () -> ebs.deleteVolume(kept));
        scene.world.advance(Duration.ofSeconds(2));
        assertThat(view().state()).isEqualTo("available");
    }

    @Test
    void attaching_isRefusedAcrossZones() {
        assertRefused(
                "InvalidVolume.ZoneMismatch",
                () -> ebs.attachVolume(kept, members.get(1).id(), "/dev/sdg"));
    }

    @Test
    void attaching_isRefusedUnderATakenName() {
        assertRefused(
                "InvalidParameterValue",
                () -> ebs.attachVolume(kept, members.get(3).id(), "/dev/xvdf"));
    }

    @Test
    void attaching_isRefusedTwiceAndToTheDead() {
        assertRefused(
                "IncorrectState", () -> ebs.attachVolume(kept, members.get(0).id(), "/dev/sdg"));
        ebs.attachVolume(kept, members.get(3).id(), "/dev/sdg");
        assertRefused("VolumeInUse", () -> ebs.attachVolume(kept, members.get(3).id(), "/dev/sdh"));
        assertRefused("VolumeInUse", () -> ebs.deleteVolume(kept));
    }

    @Test
    void parametersOfACommand_mustBeKnownAndFit() {
        scene.world.putDocument(new CommandDocument(
                "d", "s", "true", Map.of("a", "x"), Duration.ofSeconds(60), Map.of("a", "[x-z]", "b", "[0-9]")));
        assertRefused("InvalidParameters", () -> send(Map.of()));
        assertRefused("InvalidParameters", () -> send(Map.of("b", "q")));
        assertRefused("InvalidParameters", () -> send(Map.of("b", "1", "c", "1")));
        assertRefused("InvalidParameters", () -> send(Map.of("b", "1", "a", "b")));
        assertThat(send(Map.of("b", "1")).documentName()).isEqualTo("d");
    }

    private CommandView send(Map<String, String> parameters) {
        return scene.world.ssm().sendCommand("d", List.of(members.get(1).id()), null, parameters);
    }

    private VolumeView view() {
        return ebs.describeVolumes(List.of(kept)).getFirst();
    }

    private String attachmentState() {
        VolumeView.Attachment attachment = view().attachment();
        return attachment == null ? "none" : attachment.state();
    }

    private static void assertRefused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
