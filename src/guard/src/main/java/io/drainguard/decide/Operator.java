package io.drainguard.decide;

import org.jspecify.annotations.Nullable;

/// What the operator asked for with the instance tag `drainguard:override`.
public enum Operator {
    /// No tag, or a value that is neither word: the look decides.
    SILENT("silent"),
    /// Let the node go whatever its queues hold.
    RELEASE("release"),
    /// Keep the node whatever its queues hold.
    HOLD("hold"),
    /// The tag could not be read. An operator may have said "hold", so nothing is released on a look.
    UNREAD("unread");

    private final String word;

    Operator(String word) {
        this.word = word;
    }

    /// As logs and tables write it, in every version of a major release.
    public String word() {
        return word;
    }

    /// Reads the tag's value; anything but the two words is silence, so that a typing error never releases a node.
    public static Operator of(@Nullable String value) {
        return switch (value) {
            case "release" -> RELEASE;
            case "hold" -> HOLD;
            case null, default -> SILENT;
        };
    }
}
