package io.drainguard.sweep;

import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Policy;
import org.jspecify.annotations.Nullable;

/// One node in one sweep, and what was read of it.
///
/// @param document the drain document that its group names
/// @param hook the hook of its group, `null` for a retained node of a group that has none
/// @param token token of its wait, where an event lent one
/// @param machine what EC2 says of it, `null` when that could not be read
record Visit(
        Node node,
        String document,
        Policy policy,
        @Nullable Hook hook,
        @Nullable String token,
        @Nullable InstanceDetails machine) {
    NodeId id() {
        return node.id();
    }

    /// Whether its wait is as long as its policy allows.
    boolean isAtCeiling() {
        return node.heldFor().compareTo(policy.ceiling()) >= 0;
    }

    String instance() {
        return node.id().instance();
    }

    /// Whether its group's document may be run on it.
    boolean guarded() {
        return machine == null || machine.guarded();
    }
}
