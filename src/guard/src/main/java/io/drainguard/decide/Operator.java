package io.drainguard.decide;

import org.jspecify.annotations.Nullable;

/// What the operator asks for with the instance tag `drainguard:override`.
public enum Operator {
    /// The operator has set no tag: the look decides.
    SILENT("silent"),
    /// The guard releases the node whatever its queues hold.
    RELEASE("release"),
    /// The guard keeps the node whatever its queues hold.
    HOLD("hold"),
    /// The guard could not read the tag. The operator may have set `hold`, so the guard does not release the node,
    /// whatever the look.
    UNREAD("unread"),
    /// The tag says neither word. Its operator wanted something, so the guard does not release the node, whatever the
    /// look.
    UNCLEAR("unclear");

    private final String word;

    Operator(String word) {
        this.word = word;
    }

    /// Returns the word in logs and tables. The word stays the same in every version of a major release.
    public String word() {
        return word;
    }

    /// Reads the tag's value, `null` for a node without the tag. A value that is neither word, in whatever spelling,
    /// never releases a node.
    public static Operator of(@Nullable String value) {
        return switch (value) {
            case null -> SILENT;
            case "release" -> RELEASE;
            case "hold" -> HOLD;
            default -> UNCLEAR;
        };
    }

    /// Returns what two places ask for where both may speak for one node: whatever keeps it wins.
    public Operator and(Operator other) {
        if (other == SILENT) {
            return this;
        }
        return this == SILENT || this == RELEASE ? other : this;
    }
}
