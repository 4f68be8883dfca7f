package io.drainguard.decide;

/// What EC2, the operator and the guard's own marks say of a node.
///
/// @param operator what the operator asked for
/// @param disks what a termination would do to its disks
/// @param ended whether the instance has ended, so that nothing is left to hold
/// @param retainer who keeps the node, if it is retained
public record Condition(Operator operator, Disks disks, boolean ended, Retainer retainer) {
    /// A living node that a guard retained, if it is retained.
    public Condition(Operator operator, Disks disks) {
        this(operator, disks, false, Retainer.GUARD);
    }
}
