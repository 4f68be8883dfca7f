package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one guard remembers from sweep to sweep, only to save calls: a guard that has just started knows none
/// of it and then calls sooner, never later.
final class Memory {
    private final Map<NodeId, Instant> asked = new HashMap<>();
    private final Set<NodeId> silent = new HashSet<>();
    private final Map<NodeId, Instant> waits = new HashMap<>();
    private final Map<NodeId, Instant> firstSeen = new HashMap<>();
    private final Map<NodeId, String> states = new HashMap<>();
    private final Map<String, Hook> hooks = new HashMap<>();

    /// When this guard last asked the node for a look, or `null`.
    @Nullable
    Instant asked(NodeId node) {
        return asked.get(node);
    }

    void asked(NodeId node, Instant at) {
        asked.put(node, at);
        silent.add(node);
    }

    void answered(NodeId node) {
        silent.remove(node);
    }

    /// Whether the node was asked last time and has not answered.
    boolean isSilent(NodeId node) {
        return silent.contains(node);
    }

    /// Takes note of the lifecycle state a node waits in: another one than before is a fresh wait.
    void waitsIn(NodeId node, String state) {
        String before = states.put(node, state);
        if (before != null && !before.equals(state)) {
            forgetWait(node);
        }
    }

    /// Whether AWS has told when the node's wait began.
    boolean knowsWait(NodeId node) {
        return waits.containsKey(node);
    }

    /// When the node's wait began: as AWS told it, or else when this guard first saw it, which is no earlier.
    Instant waitBegan(NodeId node, Instant now) {
        Instant told = waits.get(node);
        return told == null ? firstSeen.computeIfAbsent(node, id -> now) : told;
    }

    void waitBegins(NodeId node, Instant at) {
        waits.merge(node, at, (known, later) -> known.isAfter(later) ? known : later);
    }

    /// The group's hook as it was last read, or else `unread`.
    Hook hook(String group, Hook unread) {
        return hooks.getOrDefault(group, unread);
    }

    void hooked(String group, Hook hook) {
        hooks.put(group, hook);
    }

    /// Forgets the wait of a node: whatever it does next is a fresh one.
    void forgetWait(NodeId node) {
        waits.remove(node);
        firstSeen.remove(node);
    }

    /// Forgets all waits but those of these nodes, the hooks of all but these groups, and all questions that
    /// others were asked before `horizon`.
    void keepOnly(Set<String> groups, Set<NodeId> waiting, Instant horizon) {
        hooks.keySet().retainAll(groups);
        waits.keySet().retainAll(waiting);
        firstSeen.keySet().retainAll(waiting);
        states.keySet().retainAll(waiting);
        asked.entrySet()
                .removeIf(
                        one -> !waiting.contains(one.getKey()) && one.getValue().isBefore(horizon));
        silent.retainAll(asked.keySet());
    }
}
