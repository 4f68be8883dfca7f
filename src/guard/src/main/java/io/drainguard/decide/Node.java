package io.drainguard.decide;

import java.time.Duration;
import java.util.Objects;

/// One node as the group, the clock and the operator describe it at this moment.
///
/// @param id its group and instance
/// @param state its Auto Scaling lifecycle state, one of those that [Phase] knows
/// @param operator what the operator asked for
/// @param disks what a termination would do to its disks
/// @param heldFor how long its wait has lasted; zero where that is not known, so that not knowing never shortens a hold
public record Node(NodeId id, String state, Operator operator, Disks disks, Duration heldFor) {
    /// Refuses a state in which a node is not Drainguard's, and a negative duration: a clock that runs behind
    /// must have been read as zero.
    public Node {
        Objects.requireNonNull(Phase.of(state), () -> id + " is in state " + state + ", which is not held");
        if (heldFor.isNegative()) {
            throw new IllegalArgumentException(id + " cannot have been held for " + heldFor);
        }
    }

    /// Where the node stands.
    public Phase phase() {
        return Objects.requireNonNull(Phase.of(state), state);
    }

    /// Whether the operator's `release` is used up once the node is released: it may come back into service, and its
    /// next wait is another question.
    public boolean usesUpTheRelease() {
        return operator == Operator.RELEASE && Phase.mayComeBack(state);
    }
}
