package io.drainguard.decide;

/// What EC2, the operator and the guard's own marks say of a node.
///
/// @param operator what the operator asked for
/// @param disks what a termination would do to its disks
/// @param ended whether the instance has ended, so that nothing is left to hold
/// @param unstarted whether its product has never started, so that it never held data: its launch template's tag says
///     so, in two readings far enough apart and after its termination had begun, and nothing says otherwise
/// @param retainer who keeps the node, if it is retained
public record Condition(Operator operator, Disks disks, boolean ended, boolean unstarted, Retainer retainer) {
    /// A node whose product has started, for all that is known.
    public Condition(Operator operator, Disks disks, boolean ended, Retainer retainer) {
        this(operator, disks, ended, false, retainer);
    }

    /// A living node that a guard retained, if it is retained.
    public Condition(Operator operator, Disks disks) {
        this(operator, disks, false, Retainer.GUARD);
    }
}
