package io.drainguard.sweep;

import java.util.Set;
import java.util.TreeSet;

/// What came of a decision: what AWS answered, or why the guard asked nothing.
public sealed interface ActionOutcome {
    /// AWS did what the guard asked for.
    record Done() implements ActionOutcome {}

    /// There was nothing left to act on: the wait had ended or the node had gone.
    record AlreadyEnded() implements ActionOutcome {}

    /// The group lists the node as waiting, in two readings, and the guard's hook has no action for it: nothing that
    /// the guard does holds it.
    ///
    /// @param others names of the group's other termination hooks, one of which may hold it
    record NotHeld(Set<String> others) implements ActionOutcome {
        /// Copies the names.
        public NotHeld {
            others = Set.copyOf(others);
        }
    }

    /// The guard recorded no heartbeat: none was due, or the schedule records it.
    record HeartbeatNotDue() implements ActionOutcome {}

    /// The guard left a retained node as it is.
    record Left() implements ActionOutcome {}

    /// The guard held a node that it had decided to release.
    ///
    /// @param instead what came of the call that failed, or of the node's heartbeat
    record HeldInstead(Obstacle obstacle, ActionOutcome instead) implements ActionOutcome {}

    /// The guard asked for nothing, since this is a dry run.
    record DryRun() implements ActionOutcome {}

    /// A call failed: the node stays held, and the next sweep decides anew.
    record Failed(Fault fault) implements ActionOutcome {}

    /// A release failed after the guard had taken the operator's tag off: the node stays held, and only a new tag
    /// repeats what the operator asked for.
    record FailedWithoutTag(Fault fault) implements ActionOutcome {}

    /// What keeps the guard from releasing a node.
    enum Obstacle {
        /// Its flags could not be set back: its volumes would outlive it, and no owner would know them.
        VOLUMES_NOT_RESTORED,
        /// The operator's tag could not be taken off: it would let the node go unseen in its next wait.
        TAG_NOT_REMOVED
    }

    /// Returns the code for machines. The code stays the same in every version of a major release.
    default String code() {
        return switch (this) {
            case Done() -> "done";
            case AlreadyEnded() -> "already-ended";
            case NotHeld _ -> "not-held";
            case HeartbeatNotDue() -> "heartbeat-not-due";
            case Left() -> "left";
            case HeldInstead _ -> "held-instead";
            case DryRun() -> "dry-run";
            case Failed _, FailedWithoutTag _ -> "failed";
        };
    }

    /// Returns the text for people. Any version may reword the text.
    default String text() {
        return switch (this) {
            case Done() -> "done";
            case AlreadyEnded() -> "gone: the wait had ended";
            case NotHeld(Set<String> others) ->
                "not held: the group lists it as waiting, and the guard's hook has no action for it; "
                        + (others.isEmpty()
                                ? "the group shows no other termination hook"
                                : "other termination hooks of the group: " + String.join(", ", new TreeSet<>(others)));
            case HeartbeatNotDue() -> "heartbeat not due";
            case Left() -> "left";
            case HeldInstead(Obstacle obstacle, ActionOutcome instead) ->
                switch (obstacle) {
                    case VOLUMES_NOT_RESTORED -> "held, since its volumes could not be set back";
                    case TAG_NOT_REMOVED -> "held, since the operator's tag could not be taken off";
                };
            case DryRun() -> "dry run: not done";
            case Failed(Fault fault) -> "failed: " + fault.getMessage();
            case FailedWithoutTag(Fault fault) ->
                "failed: " + fault.getMessage() + "; held, the operator's tag is off: set it again";
        };
    }
}
