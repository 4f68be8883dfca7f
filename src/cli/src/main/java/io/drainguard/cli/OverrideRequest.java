package io.drainguard.cli;

import org.jspecify.annotations.Nullable;

/// What an operator can ask of the guard for one node.
enum OverrideRequest {
    /// Let the node go.
    RELEASE("release", "release  the guard lets the node go in its next sweep, whatever it holds"),
    /// Keep the node.
    HOLD("hold", "hold     the guard keeps the node up to the ceiling, even once it is empty"),
    /// Take the override back.
    CLEAR(null, "clear    the looks decide again: the node goes once it is empty");

    private final @Nullable String value;
    private final String outcome;

    OverrideRequest(@Nullable String value, String outcome) {
        this.value = value;
        this.outcome = outcome;
    }

    /// The override's value, `null` to remove it.
    @Nullable
    String value() {
        return value;
    }

    /// What it leads to, shown before the question.
    String outcome() {
        return outcome;
    }
}
