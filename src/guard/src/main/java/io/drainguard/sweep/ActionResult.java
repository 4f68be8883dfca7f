package io.drainguard.sweep;

/// How AWS answered a call that acts on a node.
public enum ActionResult {
    /// AWS did as the guard asked.
    DONE,
    /// There was nothing left to act on: the wait had ended or the node had gone. As good as done.
    GONE,
    /// The guard asked for nothing, since this is a dry run.
    DRY;

    /// What came of the decision that made the call.
    ActionOutcome outcome() {
        return switch (this) {
            case DONE -> new ActionOutcome.Done();
            case GONE -> new ActionOutcome.AlreadyEnded();
            case DRY -> new ActionOutcome.DryRun();
        };
    }
}
