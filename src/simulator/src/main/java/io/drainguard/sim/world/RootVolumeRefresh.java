package io.drainguard.sim.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// An instance refresh with the strategy ReplaceRootVolume: one node after the other keeps running and loses its
/// root volume.
///
/// Source: User Guide, replace-root-volume. That nodes take turns singly is an *assumption* (MinHealthyPercentage
/// decides in AWS).
final class RootVolumeRefresh {
    private final World world;
    private final Engine engine;
    private final Map<String, Deque<Instance>> queues = new HashMap<>();

    RootVolumeRefresh(World world, Engine engine) {
        this.world = world;
        this.engine = engine;
    }

    void start(Group group) {
        Deque<Instance> queue = new ArrayDeque<>();
        for (Instance member : group.members) {
            if (member.state() == LifecycleState.IN_SERVICE) {
                queue.add(member);
            }
        }
        queues.put(group.name(), queue);
        world.after(world.timings().selection(), () -> done(group));
    }

    /// One node is through; the next begins.
    void done(Group group) {
        Deque<Instance> queue = queues.getOrDefault(group.name(), new ArrayDeque<>());
        for (Instance next = queue.poll(); next != null; next = queue.poll()) {
            if (next.state() == LifecycleState.IN_SERVICE) {
                String cause = Causes.instanceRefresh(world.instant(), next.id());
                engine.departures().begin(next, Departure.ROOT_VOLUME, cause, true);
                return;
            }
        }
    }
}
