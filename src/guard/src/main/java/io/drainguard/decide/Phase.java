package io.drainguard.decide;

import org.jspecify.annotations.Nullable;

/// Where a node stands, read from the Auto Scaling lifecycle state as text.
///
/// Text, because a state that the SDK does not know yet must be handled rather than dropped.
public enum Phase {
    /// A lifecycle hook holds the node on its way out: completing the action with ABANDON keeps it where the group
    /// retains.
    WAITING,
    /// A lifecycle hook holds the node before its root volume is replaced. Nothing says that ABANDON would keep the
    /// volume (EC2 Auto Scaling User Guide, replace-root-volume), so this wait is never given up.
    WAITING_FOR_ROOT_VOLUME,
    /// The group gave the node up and keeps it, running, out of service.
    RETAINED;

    /// Tells the phase of a lifecycle state, or `null` for a state in which a node is not Drainguard's.
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

    /// Tells whether a node that is released in this lifecycle state may come back into service with its disks: it
    /// goes into a warm pool, or only gets a new root volume.
    ///
    /// States: EC2 Auto Scaling User Guide, warm-pool-instance-lifecycle and replace-root-volume.
    static boolean mayComeBack(String lifecycleState) {
        return switch (lifecycleState) {
            case "Warmed:Pending:Wait", "ReplacingRootVolume:Wait" -> true;
            default -> false;
        };
    }
}
