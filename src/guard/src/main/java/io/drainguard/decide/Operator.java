package io.drainguard.decide;

import org.jspecify.annotations.Nullable;

/// What the operator asked for with the instance tag `drainguard:override`.
public enum Operator {
    /// No tag, or a value that is neither word: the look decides.
    SILENT,
    /// Let the node go whatever its queues hold.
    RELEASE,
    /// Keep the node whatever its queues hold.
    HOLD,
    /// The tag could not be read. An operator may have said "hold", so nothing is released on a look.
    UNREAD;

    /// Reads the tag's value; anything but the two words is silence, so that a typing error never releases a node.
    public static Operator of(@Nullable String value) {
        return switch (value) {
            case "release" -> RELEASE;
            case "hold" -> HOLD;
            case null, default -> SILENT;
        };
    }
}
