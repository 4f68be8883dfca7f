package io.drainguard.sim.lambda;

/// Hears what happens to a function; calls come from several threads and must return quickly.
public interface FunctionListener {

    /// A listener that does not listen.
    FunctionListener NONE = new FunctionListener() {};

    /// The function's process wrote a line.
    default void logged(String line) {}

    /// An attempt for an asynchronous event ended; a retry has the request id of the first attempt.
    default void ended(String requestId, Outcome outcome) {}

    /// An asynchronous event went to the on-failure destination.
    default void gaveUp(FailedEvent event) {}
}
