package io.drainguard.decide;

/// Who keeps a retained node. The guard ends what a guard kept, and leaves what others keep on purpose.
public enum Retainer {
    /// A guard gave the node up, or the guard's hook, the only one of the group, ran out.
    GUARD,
    /// Another hook of the group may have kept the node, and no mark says that a guard did.
    OTHERS,
    /// Guards have ended the node [#ROUNDS] times, and each time it was retained again.
    RETURNED;

    /// So often guards end a retained node before they leave it to the operator.
    public static final int ROUNDS = 3;
}
