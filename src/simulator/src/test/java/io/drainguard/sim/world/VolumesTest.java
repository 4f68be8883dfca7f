package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VolumesTest {
    private final Scene scene = new Scene(Scene.group(1).onSpot());
    private final Ec2 ec2 = scene.world.ec2();

    @Test
    void release_deletesWhatIsFlagged() {
        scene.waiting();
        scene.complete("CONTINUE");
        scene.pass(1);

        assertThat(scene.node().volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.DELETED);
    }

    @Test
    void protectedVolumes_outliveTheirNode() {
        ec2.modifyInstanceAttribute(scene.node().id(), "/dev/xvda", false);
        scene.waiting();
        scene.complete("CONTINUE");
        scene.pass(1);

        assertThat(scene.node().volumes())
                .extracting(Volume::device, Volume::fate)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/dev/xvda", Volume.Fate.KEPT),
                        org.assertj.core.groups.Tuple.tuple("/dev/xvdf", Volume.Fate.DELETED));
    }

    @Test
    void describe_showsDevicesAndFlags() {
        ec2.modifyInstanceAttribute(scene.node().id(), "/dev/xvdf", false);

        assertThat(ec2.describeInstances(List.of(scene.node().id())).getFirst().blockDevices())
                .extracting(Ec2InstanceView.BlockDevice::device, Ec2InstanceView.BlockDevice::deleteOnTermination)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/dev/xvda", true),
                        org.assertj.core.groups.Tuple.tuple("/dev/xvdf", false));
    }

    @Test
    void unknownDevice_isRefused() {
        assertThatThrownBy(() -> ec2.modifyInstanceAttribute(scene.node().id(), "/dev/sdz", false))
                .isInstanceOf(AwsError.class)
                .hasMessageContaining("/dev/sdz");
    }

    @Test
    void unknownInstance_isRefusedInTheServicesWords() {
        assertThatThrownBy(() -> ec2.describeInstances(List.of("i-0")))
                .isInstanceOfSatisfying(
                        AwsError.class, e -> assertThat(e.code()).isEqualTo("InvalidInstanceID.NotFound"));
    }

    @Test
    void tags_goOnInstancesAndVolumesAndOffAgain() {
        Volume root = scene.node().volumes().getFirst();
        List<String> both = List.of(scene.node().id(), root.id());
        ec2.createTags(both, Map.of("k", "v"));

        assertThat(root.tags()).containsEntry("k", "v");
        assertThat(scene.node().tags()).containsEntry("k", "v");
        ec2.deleteTags(both, List.of("k"));
        assertThat(root.tags()).doesNotContainKey("k");
    }

    @Test
    void groupTags_reachInstancesAndNotVolumes() {
        Scene tagged = new Scene(Scene.group(1).tag("drainguard", "drainguard-q"));

        assertThat(tagged.node().tags()).containsEntry("drainguard", "drainguard-q");
        assertThat(tagged.node().volumes().getFirst().tags()).isEmpty();
    }

    @Test
    void directTermination_passesTheHookWhichFiresAfterTheFact() {
        ec2.terminateInstances(List.of(scene.node().id()));

        assertThat(scene.node().isRunning()).isFalse();
        assertThat(scene.node().volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.DELETED);
        assertThat(scene.pass(62).shown()).isEqualTo("Terminating:Wait");
    }

    @Test
    void spot_warnsAndKillsTwoMinutesLaterWhateverTheHookSays() {
        scene.waiting();
        scene.world.mishaps().interruptSpot(scene.node().id());
        scene.pass(2);

        assertThat(scene.events).extracting(Event::detailType).contains("EC2 Spot Instance Interruption Warning");
        scene.heartbeat();
        assertThat(scene.pass(60).node().isRunning()).isTrue();
        scene.heartbeat();
        assertThat(scene.pass(59).node().isRunning()).isFalse();
    }

    @Test
    void rootVolumeRefresh_holdsAndThenDeletesTheRootVolumeOnly() {
        scene.autoScaling().startInstanceRefresh("g");
        assertThat(scene.pass(7).shown()).isEqualTo("ReplacingRootVolume:Wait");
        assertThat(scene.hookEvents().getFirst().action()).isEqualTo("ReplaceRootVolume");
        scene.complete("CONTINUE");
        scene.pass(30);

        assertThat(scene.shown()).isEqualTo("InService");
        assertThat(scene.node().volumes())
                .extracting(Volume::fate)
                .containsExactly(Volume.Fate.DELETED, Volume.Fate.ATTACHED, Volume.Fate.ATTACHED);
    }

    @Test
    void rootVolumeRefresh_abandoned_leadsToAnOrdinaryTermination() {
        scene.autoScaling().startInstanceRefresh("g");
        scene.pass(7);
        scene.complete("ABANDON");

        assertThat(scene.pass(1).shown()).isEqualTo("Terminating:Wait");
        assertThat(scene.node().volumes()).extracting(Volume::fate).containsOnly(Volume.Fate.ATTACHED);
    }
}
