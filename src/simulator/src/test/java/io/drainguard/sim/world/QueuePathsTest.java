package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.QueuePath.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where a node's queues lie, and what a look says when that changes.
class QueuePathsTest {
    private final Scene scene = new Scene(Scene.group(1));
    private final QueuePath path = scene.shell.paths(id()).first();

    @Test
    void unmountedVolume_isEmptyOnTheRoot_thoughItsDataIsStillThere() {
        holdData();
        String own = path.source();
        assertThat(look()).contains("\"look\":\"pending\"", own);

        scene.shell.unmount(id(), Trace.NONE);
        String root = scene.shell.paths(id()).rootSource();
        assertThat(look()).contains("\"look\":\"empty\"", "\"sources\":[\"" + root + "\"]");
        assertThat(scene.shell.contentNow(id()).files()).isEqualTo(3);

        scene.shell.mount(id(), own);
        assertThat(look()).contains("\"look\":\"pending\"", "\"files\":3", own);
    }

    @ParameterizedTest
    @CsvSource({"WANTED, not mounted: /opt/cribl/state/queues", "DISK_SEEN, a file system is mounted nowhere"})
    void unmountedVolume_thatLeavesATrace_isUnknown(Trace left, String reason) {
        holdData();
        scene.shell.unmount(id(), left);

        assertThat(look()).contains("\"look\":\"unknown\"", reason);
        assertThat(scene.shell.canSayEmpty(id())).isFalse();
    }

    @Test
    void dataBesideADoubt_isPendingAndAFloor() {
        scene.shell.paths(id()).add("/opt/cribl/state/outputs/staging", Disk.holding(2, 20, Scene.START));
        scene.shell.unmount(id(), Trace.WANTED);

        assertThat(look()).contains("\"look\":\"pending\"", "\"paths\":2", "\"files\":2", "at least: not mounted");
    }

    @Test
    void mountedOver_hidesTheDataAndNamesTheOtherSource() {
        holdData();
        path.mount("tmpfs");

        assertThat(look()).contains("\"look\":\"empty\"", "\"sources\":[\"tmpfs\"]");
        path.unmount(Trace.NONE);
        assertThat(look()).contains("\"look\":\"pending\"");
    }

    @Test
    void absentPath_isUnknown_exceptAnOptionalOneBesideAPresentOne() {
        QueuePath staging = scene.shell
                .paths(id())
                .add("/opt/cribl/state/outputs/staging", Disk.empty())
                .optional(true)
                .absent(true);
        String root = scene.shell.paths(id()).rootSource();
        assertThat(look()).contains("\"look\":\"empty\"", "\"sources\":[\"" + path.source() + "\",\"-" + root + "\"]");

        path.absent(true);
        assertThat(look()).contains("\"look\":\"unknown\"", "path missing: /opt/cribl/state/queues");
        path.optional(true);
        assertThat(look()).contains("\"look\":\"unknown\"");
        staging.absent(false);
        assertThat(look()).contains("\"look\":\"empty\"");
    }

    @Test
    void manySources_becomeAChecksum() {
        for (int i = 0; i < 60; i++) {
            scene.shell.paths(id()).add("/q" + i, "0a3407de-014b-458b-b5c1-848e92a3" + (1000 + i), Disk.empty());
        }

        assertThat(look())
                .containsPattern("\"paths\":61,.*\"sources\":\\[\"sum:[0-9a-f]{16}\"]")
                .hasSizeLessThan(2500);
    }

    @Test
    void nodeWithoutADataVolume_hasItsQueueOnTheRoot() {
        Scene plain = new Scene(Scene.group(1).disks(DiskLayout.ROOT_ONLY));
        NodePaths paths = plain.shell.paths(plain.node().id());

        assertThat(paths.first().source()).isEqualTo(paths.rootSource());
        plain.shell.disk(plain.node().id(), Disk.holding(3, 30, Scene.START));
        assertThat(plain.shell.contentNow(plain.node().id()).files()).isEqualTo(3);
    }

    @Test
    void queuesFillAgain_afterAnEmpty() {
        List<String> words = new ArrayList<>();
        scene.shell.onAnswer((node, word) -> {
            words.add(word);
            Instant soon = scene.world.instant().plusSeconds(2);
            scene.shell.disk(node).add(soon, new Disk.Content(3, 3_000, soon));
        });

        assertThat(look()).contains("\"look\":\"empty\"");
        assertThat(look()).contains("\"look\":\"pending\"", "\"files\":3");
        assertThat(words).containsExactly("empty", "pending");
    }

    @Test
    void drainingDisk_fillsAgain() {
        Disk disk = Disk.holding(9, 90, Scene.START)
                .drain(Scene.START, Duration.ofSeconds(60))
                .fill(Scene.START.plusSeconds(90), Duration.ofSeconds(10), new Disk.Content(4, 40, Scene.START));

        assertThat(disk.at(Scene.START.plusSeconds(75)).isEmpty()).isTrue();
        assertThat(disk.at(Scene.START.plusSeconds(100)).files()).isEqualTo(4);
    }

    private void holdData() {
        scene.shell.disk(id(), Disk.holding(3, 300, Scene.START));
    }

    private String id() {
        return scene.node().id();
    }

    private String look() {
        CommandView sent = scene.world.ssm().sendCommand("drainguard-q", List.of(id()), null);
        scene.pass(20);
        return scene.world.ssm().getCommandInvocation(sent.commandId(), id()).output();
    }
}
