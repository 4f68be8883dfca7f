package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.time.VirtualTime;
import io.drainguard.sim.wire.SharedWorld;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainerTest {
    @TempDir
    Path directory;

    private final VirtualTime time = new VirtualTime(NodeScene.START);

    @Test
    void runningNode_deliversAsTimePasses() {
        NodeScene scene = new NodeScene(directory);
        try (Drainer _ = Drainer.start(time, new SharedWorld(scene.world), scene.queues)) {
            time.advance(Duration.ofSeconds(50));
        }
        assertThat(scene.queue.count()).isEqualTo(5);
    }

    @Test
    void nodeThatEnded_deliversNoMore() {
        NodeScene scene = new NodeScene(directory);
        scene.world.mishaps().failHost(scene.node.id());
        try (Drainer _ = Drainer.start(time, new SharedWorld(scene.world), scene.queues)) {
            time.advance(Duration.ofSeconds(50));
        }
        assertThat(scene.queue.count()).isEqualTo(10);
    }

    @Test
    void close_endsTheDelivery() {
        NodeScene scene = new NodeScene(directory);
        Drainer.start(time, new SharedWorld(scene.world), scene.queues).close();
        time.advance(Duration.ofSeconds(50));

        assertThat(scene.queue.count()).isEqualTo(10);
    }
}
