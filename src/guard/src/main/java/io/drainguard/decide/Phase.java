package io.drainguard.decide;

import org.jspecify.annotations.Nullable;

/// The phase of a node, read from its Auto Scaling lifecycle state.
///
/// The state is a text, because the guard must handle a state that the SDK does not know yet.
public enum Phase {
    /// A lifecycle hook holds the terminating node. Completing the action with ABANDON keeps the node if the group
    /// retains.
    WAITING,
    /// A lifecycle hook holds the node before AWS replaces its root volume. AWS does not say that ABANDON keeps
    /// the volume (EC2 Auto Scaling User Guide, replace-root-volume), so the guard never gives up this wait.
    WAITING_FOR_ROOT_VOLUME,
    /// The group retained the node after its hook was abandoned, and keeps it running, out of service.
    RETAINED;

    /// Returns the phase of a lifecycle state, or `null` for a state in which the guard does not hold a node.
    ///
    /// States: EC2 Auto Scaling User Guide, lifecycle-hooks-overview, warm-pool-instance-lifecycle,
    /// replace-root-volume and manage-retained-instances.
    public static @Nullable Phase of(String lifecycleState) {
        if (lifecycleState.endsWith(":Retained")) {
            return RETAINED;
        }
        return switch (lifecycleState) {
            case "Terminating:Wait", "Warmed:Pending:Wait", "Warmed:Terminating:Wait" -> WAITING;
            case "ReplacingRootVolume:Wait" -> WAITING_FOR_ROOT_VOLUME;
            default -> null;
        };
    }

    /// Tells whether a node in this lifecycle state is on its way out of its group for good, and was not in a warm
    /// pool.
    public static boolean isLast(String lifecycleState) {
        return lifecycleState.equals("Terminating:Wait") || lifecycleState.equals("Terminating:Retained");
    }

    /// Tells whether a node that the guard releases in this lifecycle state may come back into service with its
    /// disks: the node enters a warm pool, or AWS only replaces its root volume.
    ///
    /// States: EC2 Auto Scaling User Guide, warm-pool-instance-lifecycle and replace-root-volume.
    static boolean mayComeBack(String lifecycleState) {
        return switch (lifecycleState) {
            case "Warmed:Pending:Wait", "ReplacingRootVolume:Wait" -> true;
            default -> false;
        };
    }
}
