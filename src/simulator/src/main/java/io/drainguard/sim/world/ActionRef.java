package io.drainguard.sim.world;

/// How a caller names a lifecycle action: by its token, or by the instance it holds.
public sealed interface ActionRef {
    /// By the token from the event, 36 characters.
    record Token(String value) implements ActionRef {}

    /// By the id of the instance.
    record OfInstance(String instanceId) implements ActionRef {}

    /// By token.
    static ActionRef token(String value) {
        return new Token(value);
    }

    /// By instance id.
    static ActionRef instance(String id) {
        return new OfInstance(id);
    }
}
