package io.drainguard.sweep;

import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Policy;
import org.jspecify.annotations.Nullable;

/// One node in one sweep, and what the guard read of it.
///
/// @param document the drain document that its group names
/// @param hook the hook of its group, `null` for a retained node of a group that has no hook
/// @param token token of its wait, `null` if no event named it
/// @param machine what EC2 says of the node, `null` if the guard could not read it
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

    /// Tells whether its wait is as long as its policy allows.
    boolean isAtCeiling() {
        return node.heldFor().compareTo(policy.ceiling()) >= 0;
    }

    String instance() {
        return node.id().instance();
    }

    /// Tells whether the guard may run the group's document on it.
    boolean guarded() {
        return machine == null || machine.guarded();
    }
}
