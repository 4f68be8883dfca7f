package io.drainguard.sim.world;

/// The lifecycle states of a group's member that the world uses, each with AWS's own text.
///
/// Source: API Reference, Instance, LifecycleState; User Guide, manage-retained-instances and
/// replace-root-volume.
public enum LifecycleState {
    /// Launched, not yet in service.
    PENDING("Pending"),
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
