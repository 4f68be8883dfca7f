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
    private Witness witness;

    @BeforeEach
    void leave() {
        scene = new NodeScene(directory);
        witness = new Witness(scene.world, scene.queues);
        scene.world.intercept(witness);
        leaver = new TerminatingNode(scene.node.id(), NodeEnding.RELEASED, scene.queue);
        scene.scaleIn();
    }

    @Test
    void waitingNode_hasNoEnding() {
        assertThat(follow()).isEmpty();
        assertThat(leaver.outcome()).isEqualTo("still waits");
    }

    @Test
    void nodeThatEndsWithData_isLost() {
        scene.complete("CONTINUE");
        scene.pass(5);

        assertThat(follow()).containsExactly("LOST: ended with 10 files");
        assertThat(leaver.lost()).isTrue();
        assertThat(isGood()).isFalse();
    }

    @Test
    void nodeThatEndsEmpty_isReleasedAsExpected() {
        scene.queue.drain(NodeScene.START, NodeScene.START.plusSeconds(100));
        scene.complete("CONTINUE");
        scene.pass(5);

        assertThat(follow()).containsExactly("released when empty, ended");
        assertThat(isGood()).isTrue();
    }

    @Test
    void nodeThatIsRetained_butShouldHaveBeenReleased_isNotGood() {
        scene.complete("ABANDON");
        scene.pass(5);

        assertThat(follow()).containsExactly("retained: runs on with its 10 files");
        assertThat(isGood()).isFalse();
    }

    @Test
    void nodeReleasedWithData_isNotGood_howeverItEnded() {
        scene.complete("CONTINUE");
        scene.queue.drain(NodeScene.START, NodeScene.START.plusSeconds(100));
        scene.pass(5);

        assertThat(follow()).containsExactly("released when empty, ended");
        assertThat(isGood()).isFalse();
    }

    @Test
    void fromLastFile_lastsToTheRelease() {
        scene.pass(20);
        scene.queue.drain(NodeScene.START, NodeScene.START.plusSeconds(100));
        witness.emptied(scene.node.id(), scene.world.instant());
        assertThat(follow()).containsExactly("has delivered its last file");
        scene.pass(22);
        scene.complete("CONTINUE");

        assertThat(leaver.fromLastFile(witness.parting(scene.node.id()))).isEqualTo(Duration.ofSeconds(22));
    }

    @Test
    void fromLastFile_ofANodeThatIsRetained_isUnknown() {
        scene.complete("ABANDON");

        assertThat(leaver.fromLastFile(witness.parting(scene.node.id()))).isNull();
    }

    @Test
    void heldFor_lastsFromTheWaitToTheEnd() {
        follow();
        scene.pass(60);
        scene.complete("CONTINUE");
        scene.pass(5);
        follow();

        assertThat(leaver.heldFor().truncatedTo(ChronoUnit.SECONDS)).isEqualTo(Duration.ofSeconds(65));
    }

    /// What is new of the node, without its name.
    private List<String> follow() {
        return leaver.follow(scene.world, witness).stream()
                .map(news -> news.text().replace(scene.node.id() + " ", ""))
                .toList();
    }

    private boolean isGood() {
        Summary.Leaver out = new Summary.Leaver(leaver, witness.parting(scene.node.id()), "schedule");
        return new Summary(List.of(out), Map.of(), Duration.ZERO, Duration.ZERO, "", List.of()).good();
    }
}
