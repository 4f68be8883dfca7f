package io.drainguard.proofs.demo;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Stands beside every call and writes down what a node held on its disk in the moment the guard completed its wait.
/// It also keeps when a node's last file went. To be used by anybody who is with the world.
final class Witness implements Interceptor {
    /// A completed wait.
    ///
    /// @param released whether by CONTINUE
    /// @param files data files on the node's disk just before the call took effect
    record Parting(Instant at, boolean released, int files) {}

    private final World world;
    private final Map<String, QueueFiles> queues;
    private final Map<String, Parting> partings = new HashMap<>();
    private final Map<String, Instant> lastFiles = new HashMap<>();
    private final Map<String, List<Instant>> heartbeats = new HashMap<>();
    private int eventsDelivered;

    Witness(World world, Map<String, QueueFiles> queues) {
        this.world = world;
        this.queues = queues;
        world.onEvent(_ -> eventsDelivered++);
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        if (action.equals("RecordLifecycleActionHeartbeat")) {
            Instance beating = node(parameters);
            T answer = effect.get();
            if (beating != null) {
                heartbeats.computeIfAbsent(beating.id(), _ -> new ArrayList<>()).add(world.instant());
            }
            return answer;
        }
        Instance node = action.equals("CompleteLifecycleAction") ? node(parameters) : null;
        QueueFiles queue = node == null ? null : queues.get(node.id());
        int files = queue == null ? 0 : queue.count();
        T answer = effect.get();
        if (node != null) {
            boolean released = "CONTINUE".equals(parameters.get("LifecycleActionResult"));
            partings.put(node.id(), new Parting(world.instant(), released, files));
        }
        return answer;
    }

    /// How the wait of a node was completed, or `null` when it was not.
    @Nullable
    Parting parting(String node) {
        return partings.get(node);
    }

    /// When the wait of a node was lengthened.
    List<Instant> heartbeats(String node) {
        return List.copyOf(heartbeats.getOrDefault(node, List.of()));
    }

    /// How many events were delivered to the account's rules so far.
    int eventsDelivered() {
        return eventsDelivered;
    }

    /// The node's last file goes.
    void emptied(String node, Instant at) {
        lastFiles.put(node, at);
    }

    /// When the node's last file went, or `null` if it has one, or never had.
    @Nullable
    Instant lastFile(String node) {
        return lastFiles.get(node);
    }

    private @Nullable Instance node(Map<String, String> parameters) {
        String id = parameters.getOrDefault("InstanceId", "");
        String token = parameters.getOrDefault("LifecycleActionToken", "");
        return world.instances().stream()
                .filter(instance ->
                        instance.id().equals(id) || instance.openTokens().contains(token))
                .findFirst()
                .orElse(null);
    }
}
