package io.drainguard.decide;

import java.time.Duration;
import java.util.Objects;

/// One node as the group, the clock and the operator describe it now.
///
/// @param id its group and instance
/// @param state its Auto Scaling lifecycle state, a state that [Phase] knows
/// @param condition what EC2, the operator and the guard's marks say of it
/// @param heldFor how long its wait has lasted; zero if the guard does not know, so that missing knowledge never
///     shortens a hold
public record Node(NodeId id, String state, Condition condition, Duration heldFor) {
    /// A living node that a guard retained, if it is retained.
    public Node(NodeId id, String state, Operator operator, Disks disks, Duration heldFor) {
        this(id, state, new Condition(operator, disks), heldFor);
    }

    /// Refuses a state in which the guard does not hold a node. Also refuses a negative duration: the caller
    /// must turn a wait that seems to begin in the future into zero.
    public Node {
        Objects.requireNonNull(Phase.of(state), () -> id + " is in state " + state + ", which is not held");
        if (heldFor.isNegative()) {
            throw new IllegalArgumentException(id + " cannot have been held for " + heldFor);
        }
    }

    /// Returns the phase of the node.
    public Phase phase() {
        return Objects.requireNonNull(Phase.of(state), state);
    }

    /// Returns what the operator asked for.
    public Operator operator() {
        return condition.operator();
    }

    /// Tells whether its product has never started, so that no look is needed to know that it holds no data. This
    /// counts on the way out of its group for good alone: what leaves a warm pool or gets a new root volume has a
    /// past.
    public boolean isUnstarted() {
        return condition.unstarted() && Phase.isLast(state);
    }

    /// Tells whether the guard must take the operator's `release` off before it releases the node. This is so
    /// if the node may come back into service, because the operator's answer does not cover its next wait.
    public boolean usesUpTheRelease() {
        return operator() == Operator.RELEASE && Phase.mayComeBack(state);
    }
}
