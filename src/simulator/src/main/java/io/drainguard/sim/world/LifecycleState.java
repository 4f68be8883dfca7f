package io.drainguard.sim.world;

/// The lifecycle states of a group's member that the world uses, each with AWS's own text.
///
/// Source: API Reference, Instance, LifecycleState; User Guide, manage-retained-instances and
/// replace-root-volume.
public enum LifecycleState {
    /// Launched, not yet in service.
    PENDING("Pending"),
    /// Held by a hook before it comes into service.
    PENDING_WAIT("Pending:Wait"),
    /// At work.
    IN_SERVICE("InService"),
    /// Chosen to go; connections are being drained.
    TERMINATING("Terminating"),
    /// Held by a hook.
    TERMINATING_WAIT("Terminating:Wait"),
    /// Released by the last hook.
    TERMINATING_PROCEED("Terminating:Proceed"),
    /// Kept by the instance lifecycle policy.
    TERMINATING_RETAINED("Terminating:Retained"),
    /// Gone; no longer a member.
    TERMINATED("Terminated"),
    /// On the way into the warm pool.
    WARMED_PENDING("Warmed:Pending"),
    /// Held by a hook on the way into the warm pool.
    WARMED_PENDING_WAIT("Warmed:Pending:Wait"),
    /// Released by the last hook on the way into the warm pool.
    WARMED_PENDING_PROCEED("Warmed:Pending:Proceed"),
    /// Kept on the way into the warm pool.
    WARMED_PENDING_RETAINED("Warmed:Pending:Retained"),
    /// In the pool and running.
    WARMED_RUNNING("Warmed:Running"),
    /// In the pool and stopped.
    WARMED_STOPPED("Warmed:Stopped"),
    /// Chosen to go from the pool.
    WARMED_TERMINATING("Warmed:Terminating"),
    /// Held by a hook on the way out of the pool.
    WARMED_TERMINATING_WAIT("Warmed:Terminating:Wait"),
    /// Released by the last hook on the way out of the pool.
    WARMED_TERMINATING_PROCEED("Warmed:Terminating:Proceed"),
    /// Kept on the way out of the pool.
    WARMED_TERMINATING_RETAINED("Warmed:Terminating:Retained"),
    /// Chosen for a new root volume.
    REPLACING_ROOT_VOLUME("ReplacingRootVolume"),
    /// Held by a hook before the root volume goes.
    REPLACING_ROOT_VOLUME_WAIT("ReplacingRootVolume:Wait"),
    /// The root volume is being replaced.
    REPLACING_ROOT_VOLUME_PROCEED("ReplacingRootVolume:Proceed"),
    /// The root volume is new.
    ROOT_VOLUME_REPLACED("RootVolumeReplaced");

    private final String text;

    LifecycleState(String text) {
        this.text = text;
    }

    /// The state as the API writes it, such as `Terminating:Wait`.
    public String text() {
        return text;
    }

    /// The steady state that an instance in this state is on its way to, as the metadata item
    /// `autoscaling/target-lifecycle-state` tells it (EC2 Auto Scaling User Guide,
    /// retrieving-target-lifecycle-state-through-imds). What it says of a retained instance, and of one whose root
    /// volume is replaced, is an *assumption*.
    String target() {
        return switch (this) {
            case PENDING,
                    PENDING_WAIT,
                    IN_SERVICE,
                    REPLACING_ROOT_VOLUME,
                    REPLACING_ROOT_VOLUME_WAIT,
                    REPLACING_ROOT_VOLUME_PROCEED,
                    ROOT_VOLUME_REPLACED -> "InService";
            case TERMINATING, TERMINATING_WAIT, TERMINATING_PROCEED, TERMINATING_RETAINED, TERMINATED -> "Terminated";
            case WARMED_RUNNING -> "Warmed:Running";
            case WARMED_PENDING, WARMED_PENDING_WAIT, WARMED_PENDING_PROCEED, WARMED_PENDING_RETAINED, WARMED_STOPPED ->
                "Warmed:Stopped";
            case WARMED_TERMINATING, WARMED_TERMINATING_WAIT, WARMED_TERMINATING_PROCEED, WARMED_TERMINATING_RETAINED ->
                "Warmed:Terminated";
        };
    }

    /// Whether a hook holds the instance.
    public boolean isWait() {
        return text.endsWith(":Wait");
    }

    /// Whether the instance lifecycle policy keeps the instance.
    public boolean isRetained() {
        return text.endsWith(":Retained");
    }

    /// Whether the instance belongs to the warm pool and so is absent from the group's own list.
    public boolean isWarm() {
        return text.startsWith("Warmed:");
    }
}
