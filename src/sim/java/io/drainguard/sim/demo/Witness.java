package io.drainguard.sim.demo;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Stands beside every call and writes down what a node held on its disk in the moment the guard let it go.
final class Witness implements Interceptor {
    private final World world;
    private final Map<String, QueueFiles> queues;
    private final Map<String, Integer> released = new LinkedHashMap<>();
    private final Map<String, Integer> kept = new LinkedHashMap<>();

    Witness(World world, Map<String, QueueFiles> queues) {
        this.world = world;
        this.queues = queues;
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        if (!action.equals("CompleteLifecycleAction")) {
            return effect.get();
        }
        Instance node = node(parameters);
        T answer = effect.get();
        if (node != null) {
            QueueFiles queue = queues.get(node.id());
            boolean goes = "CONTINUE".equals(parameters.get("LifecycleActionResult"));
            (goes ? released : kept).put(node.id(), queue == null ? 0 : queue.count());
        }
        return answer;
    }

    private @org.jspecify.annotations.Nullable Instance node(Map<String, String> parameters) {
        String id = parameters.getOrDefault("InstanceId", "");
        String token = parameters.getOrDefault("LifecycleActionToken", "");
        return world.instances().stream()
                .filter(instance ->
                        instance.id().equals(id) || instance.openTokens().contains(token))
                .findFirst()
                .orElse(null);
    }

    /// Data files of each node in the moment it was released.
    Map<String, Integer> released() {
        return released;
    }

    /// Data files of each node that was given up, in that moment.
    Map<String, Integer> kept() {
        return kept;
    }
}
