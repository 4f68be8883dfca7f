package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one guard remembers from sweep to sweep, only to save calls: a guard that has just started knows none of it and
/// then calls sooner, never later.
final class Memory {
    private final Map<NodeId, Instant> beats = new HashMap<>();
    private final Map<NodeId, Instant> looks = new HashMap<>();
    private final Map<NodeId, Instant> waits = new HashMap<>();
    private final Map<String, Hook> hooks = new HashMap<>();

    /// When this guard last recorded a heartbeat for the node, or `null`.
    @Nullable
    Instant beat(NodeId node) {
        return beats.get(node);
    }

    /// When this guard last had an answer for the node, or `null`.
    @Nullable
    Instant look(NodeId node) {
        return looks.get(node);
    }

    /// When the node's wait began as far as was known, or `null`.
    @Nullable
    Instant wait(NodeId node) {
        return waits.get(node);
    }

    /// The group's hook as it was last read, or else `unread`.
    Hook hook(String group, Hook unread) {
        return hooks.getOrDefault(group, unread);
    }

    void beaten(NodeId node, Instant at) {
        beats.put(node, at);
    }

    void looked(NodeId node, Instant at) {
        looks.put(node, at);
    }

    void waits(NodeId node, Instant since) {
        waits.put(node, since);
    }

    void hooked(String group, Hook hook) {
        hooks.put(group, hook);
    }

    /// Forgets the wait of a node: whatever it does next is a fresh one.
    void forgetWait(NodeId node) {
        waits.remove(node);
        beats.remove(node);
    }

    /// Forgets all waits but those of these nodes, and all looks older than `horizon`.
    void keepOnly(Set<NodeId> waiting, Instant horizon) {
        waits.keySet().retainAll(waiting);
        beats.keySet().retainAll(waiting);
        looks.values().removeIf(at -> at.isBefore(horizon));
    }
}
