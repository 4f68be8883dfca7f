package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.time.VirtualTime;
import io.drainguard.sim.wire.SharedWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainerTest {
    @TempDir
    Path directory;

    private final VirtualTime time = new VirtualTime(NodeScene.START);
    private final Map<String, Instant> emptied = new HashMap<>();

    @Test
    void runningNode_deliversAsTimePasses() {
        NodeScene scene = new NodeScene(directory);
        try (Drainer _ = Drainer.start(time, new SharedWorld(scene.world), scene.queues, emptied::put)) {
            time.advance(Duration.ofSeconds(50));
        }
        assertThat(scene.queue.count()).isEqualTo(5);
        assertThat(emptied).isEmpty();
    }

    @Test
    void lastFile_isToldOnceWithItsTime() {
        NodeScene scene = new NodeScene(directory);
        List<Instant> told = new ArrayList<>();
        try (Drainer _ = Drainer.start(time, new SharedWorld(scene.world), scene.queues, (node, at) -> told.add(at))) {
            time.advance(Duration.ofSeconds(150));
        }
        assertThat(told).containsExactly(NodeScene.START.plusSeconds(100));
    }

    @Test
    void nodeThatEnded_deliversNoMore() {
        NodeScene scene = new NodeScene(directory);
        scene.world.mishaps().failHost(scene.node.id());
        try (Drainer _ = Drainer.start(time, new SharedWorld(scene.world), scene.queues, emptied::put)) {
            time.advance(Duration.ofSeconds(50));
        }
        assertThat(scene.queue.count()).isEqualTo(10);
    }

    @Test
    void close_endsTheDelivery() {
        NodeScene scene = new NodeScene(directory);
        Drainer.start(time, new SharedWorld(scene.world), scene.queues, emptied::put)
                .close();
        time.advance(Duration.ofSeconds(50));

        assertThat(scene.queue.count()).isEqualTo(10);
    }
}
