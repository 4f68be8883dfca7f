package io.drainguard.sim.lambda;

import java.time.Duration;

/// How one invocation ended.
///
/// All but [Returned] and [Throttled] are function errors to Lambda and count as attempts of an asynchronous event
/// (source: Lambda Developer Guide, invocation-async-error-handling).
public sealed interface Outcome {

    /// The handler returned; `payload` is what it wrote, as text.
    record Returned(String payload) implements Outcome {}

    /// The handler, or the loading of it, threw; `type` is the exception's class name.
    record Failed(String type, String message) implements Outcome {}

    /// The function's timeout, `limit`, passed before it was done; its process was killed.
    record TimedOut(Duration limit) implements Outcome {}

    /// The process ended without an answer; `exitCode` is 128 plus the signal's number when it was killed.
    record Crashed(int exitCode) implements Outcome {}

    /// Lambda did not run the function: all of its reserved concurrency was in use (HTTP 429,
    /// `ReservedFunctionConcurrentInvocationLimitExceeded`).
    record Throttled() implements Outcome {}
}
