package io.drainguard.cli;

import org.jspecify.annotations.Nullable;

/// The requests that an operator can make for one node.
enum OverrideRequest {
    /// The guard releases the node.
    RELEASE("release", "release  the guard lets the node go in its next sweep, whatever it holds"),
    /// The guard holds the node.
    HOLD("hold", "hold     the guard keeps the node up to the ceiling, even once it is empty"),
    /// The operator removes the override.
    CLEAR(null, "clear    the looks decide again: the node goes once it is empty");

    private final @Nullable String value;
    private final String outcome;

    OverrideRequest(@Nullable String value, String outcome) {
        this.value = value;
        this.outcome = outcome;
    }

    /// Returns the value of the override tag, `null` to remove the tag.
    @Nullable
    String value() {
        return value;
    }

    /// Returns the effect, which the operator reads before the question.
    String outcome() {
        return outcome;
    }
}
