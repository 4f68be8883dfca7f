package io.drainguard.decide;

import org.jspecify.annotations.Nullable;

/// What the operator asks for with the instance tag `drainguard:override`.
public enum Operator {
    /// The operator has set no tag, or a value that is not one of the two words: the look decides.
    SILENT("silent"),
    /// The guard releases the node whatever its queues hold.
    RELEASE("release"),
    /// The guard keeps the node whatever its queues hold.
    HOLD("hold"),
    /// The guard could not read the tag. The operator may have set `hold`, so the guard does not release the node,
    /// whatever the look.
    UNREAD("unread");

    private final String word;

    Operator(String word) {
        this.word = word;
    }

    /// Returns the word in logs and tables. The word stays the same in every version of a major release.
    public String word() {
        return word;
    }

    /// Reads the tag's value. Every value except the two words counts as silent, so that a typing error never
    /// releases a node.
    public static Operator of(@Nullable String value) {
        return switch (value) {
            case "release" -> RELEASE;
            case "hold" -> HOLD;
            case null, default -> SILENT;
        };
    }
}
