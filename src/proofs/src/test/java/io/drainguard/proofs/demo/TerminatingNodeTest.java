package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminatingNodeTest {
    @TempDir
    Path directory;

    private NodeScene scene;
    private TerminatingNode leaver;

    @BeforeEach
    void leave() {
        scene = new NodeScene(directory);
        leaver = new TerminatingNode(scene.node.id(), NodeEnding.RELEASED, scene.queue);
        scene.scaleIn();
    }

    @Test
    void waitingNode_hasNoEnding() {
        assertThat(leaver.follow(scene.world)).isFalse();
        assertThat(leaver.outcome()).isEqualTo("still waits");
    }

    @Test
    void nodeThatEndsWithData_isLost() {
        scene.complete("CONTINUE");
        scene.pass(5);

        assertThat(leaver.follow(scene.world)).isTrue();
        assertThat(leaver.lost()).isTrue();
        assertThat(summary(List.of()).good()).isFalse();
    }

    @Test
    void nodeThatEndsEmpty_isReleasedAsExpected() {
        scene.queue.drain(NodeScene.START, NodeScene.START.plusSeconds(100));
        scene.complete("CONTINUE");
        scene.pass(5);

        assertThat(leaver.follow(scene.world)).isTrue();
        assertThat(leaver.outcome()).isEqualTo("released when empty, ended");
        assertThat(summary(List.of()).good()).isTrue();
    }

    @Test
    void nodeThatIsRetained_butShouldHaveBeenReleased_isNotGood() {
        scene.complete("ABANDON");
        scene.pass(5);

        assertThat(leaver.follow(scene.world)).isTrue();
        assertThat(leaver.outcome()).isEqualTo("retained: runs on with its 10 files");
        assertThat(summary(List.of()).good()).isFalse();
    }

    @Test
    void nodeReleasedWithData_isNotGood_howeverItEnded() {
        scene.queue.drain(NodeScene.START, NodeScene.START.plusSeconds(100));
        scene.complete("CONTINUE");
        scene.pass(5);
        leaver.follow(scene.world);

        assertThat(summary(List.of(scene.node.id())).good()).isFalse();
    }

    @Test
    void heldFor_lastsFromTheWaitToTheEnd() {
        leaver.follow(scene.world);
        scene.pass(60);
        scene.complete("CONTINUE");
        scene.pass(5);
        leaver.follow(scene.world);

        assertThat(leaver.heldFor().truncatedTo(ChronoUnit.SECONDS)).isEqualTo(Duration.ofSeconds(69));
    }

    private Summary summary(List<String> releasedWithData) {
        return new Summary(List.of(leaver), releasedWithData, Map.of(), Duration.ZERO, Duration.ZERO);
    }
}
