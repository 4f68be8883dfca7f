package io.drainguard.proofs.demo;

import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// A group that retains, with one node that waits for its end and has ten files in its queue.
final class NodeScene {
    static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private static final String GROUP = "workers";
    private static final String HOOK = "hook";

    final World world = new World(1, START);
    final Instance node;
    final QueueFiles queue;
    final Map<String, QueueFiles> queues;

    NodeScene(Path directory) {
        node = world.createGroup(GroupSpec.of(GROUP, 0, 1, 1)
                        .hook(Hook.terminating(HOOK, Duration.ofHours(1)))
                        .retaining())
                .getFirst();
        queue = new QueueFiles(directory, 10, Duration.ofSeconds(100));
        queue.write(START);
        queues = Map.of(node.id(), queue);
    }

    void scaleIn() {
        world.autoScaling().setDesiredCapacity(GROUP, 0);
        pass(10);
    }

    void complete(String result) {
        world.autoScaling()
                .completeLifecycleAction(GROUP, HOOK, io.drainguard.sim.world.ActionRef.instance(node.id()), result);
    }

    void pass(int seconds) {
        world.advance(Duration.ofSeconds(seconds));
    }
}
