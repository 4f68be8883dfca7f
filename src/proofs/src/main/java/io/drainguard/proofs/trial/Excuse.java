package io.drainguard.proofs.trial;

/// Why a promise may not hold in a trial. Each excuse has its reason and is counted like a [CoverageEvent]: one that is
/// never used excuses nothing and must go.
public enum Excuse {
    /// Data went: the operator asked for it.
    LOST_BY_OPERATOR("The operator's release lets a node go whatever its queues hold."),
    /// Data went: the operator had switched the protection off.
    LOST_WITH_PROTECTION_OFF("With ProtectVolumes off the guard sets no flag."),
    /// Data went with a direct termination, before any look.
    LOST_TO_DIRECT_TERMINATION("No hook holds ec2:TerminateInstances."),
    /// Data went with a host, before any look.
    LOST_TO_HOST_FAILURE("No hook holds an instance whose host fails."),
    /// Data went with a Spot instance whose event came late, was lost, or met trouble.
    LOST_TO_SPOT_WITHOUT_EVENT("No hook holds a Spot interruption; the guard did not hear of it in time."),
    /// Data went in a first period that no guard could see.
    LOST_IN_UNSEEN_FIRST_PERIOD("A first period of three minutes or less may end before a sweep reads the group."),
    /// Data went after the group's tag was removed.
    LOST_AFTER_TAG_REMOVED("Without its tag a group is none of the guard's."),
    /// Data went after the group's hook was deleted.
    LOST_AFTER_HOOK_DELETED("Without a hook there is no wait to hold."),
    /// Data went in a period in which calls failed or the guard was dead, before a protection had succeeded.
    LOST_IN_TROUBLE("While calls fail or no guard lives, the group's own setup decides about the node."),

    /// Data went in a group that does not retain, by another hook's ABANDON.
    LOST_TO_ANOTHER_ABANDON("Where nothing keeps the node, anybody's ABANDON ends it at once."),
    /// Data came after the Empty on which the node was released.
    FILLED_AFTER_EMPTY("Intake is not stopped: data may come after the look that found the node empty."),
    /// Data lies on a file system that was away before any look of the wait, and nothing tells of it.
    HIDDEN_BEFORE_ANY_LOOK("What was not mounted at any look of the wait, and left no trace, nobody can know."),
    /// Data was seen by looks that do not name file systems.
    SEEN_BY_OLD_DOCUMENT("Lines of version 1 do not say which file system they saw."),
    /// Data was seen by a guard that could not write it down.
    SEEN_WITHOUT_A_MARK("What one guard has seen and AWS does not let it mark, another does not know."),

    /// Data went, or was let go, in a group that yields.
    OUTLIVES_ITS_NODE("The owner of a group that yields says that its data lies where it outlives the nodes."),

    /// A wait in a group that does not retain runs to AWS's own limit.
    LAPSED_AT_LIMIT("AWS ends every wait at its own limit; where nothing keeps the node, the guard holds up to it."),
    /// A sweep says nothing of a fresh node whose document the guard was not given.
    LEFT_TO_ANOTHER_GUARD("For two minutes such a node is another guard's to ask; it is held meanwhile."),
    /// A node is released while the other guard's protection of it stands.
    LEFT_PROTECTED_BY_ANOTHER("Another guard may protect between reading and release: a volume too many is kept."),
    /// A node is released while flags stand that no mark explains.
    LEFT_PROTECTED_UNMARKED("A mark that could not be set keeps no volume from being protected: one too many is kept.");

    private final String reason;

    Excuse(String reason) {
        this.reason = reason;
    }

    /// Why it excuses.
    public String reason() {
        return reason;
    }
}
