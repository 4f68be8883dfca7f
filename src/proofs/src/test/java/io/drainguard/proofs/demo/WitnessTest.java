package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.world.AwsError;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessTest {
    @TempDir
    Path directory;

    private NodeScene scene;
    private Witness witness;

    @BeforeEach
    void watch() {
        scene = new NodeScene(directory);
        witness = new Witness(scene.world, scene.queues);
        scene.world.intercept(witness);
    }

    @Test
    void release_withData_isWrittenDown() {
        scene.scaleIn();
        scene.complete("CONTINUE");

        assertThat(witness.parting(scene.node.id())).isEqualTo(new Witness.Parting(scene.world.instant(), true, 10));
    }

    @Test
    void giveUp_isNoRelease() {
        scene.scaleIn();
        scene.complete("ABANDON");

        assertThat(witness.parting(scene.node.id())).isEqualTo(new Witness.Parting(scene.world.instant(), false, 10));
    }

    @Test
    void refusedCall_isNoParting() {
        assertThatThrownBy(() -> scene.complete("CONTINUE")).isInstanceOf(AwsError.class);

        assertThat(witness.parting(scene.node.id())).isNull();
    }
}
