package io.drainguard.sim.lambda;

/// An asynchronous event that Lambda gave up, as an on-failure destination is told of it
/// (source: Lambda Developer Guide, invocation-async-retain-records).
///
/// @param payload the event as it came
/// @param invokeCount how often the function ran for it; throttled attempts do not count
/// @param last how the last attempt ended
public record FailedEvent(String requestId, String payload, Condition condition, int invokeCount, Outcome last) {

    /// Why the event was given up; the record of the real service spells them `RetriesExhausted` and
    /// `EventAgeExceeded`.
    public enum Condition {
        /// The function failed on every attempt allowed.
        RETRIES_EXHAUSTED,
        /// The event grew older than allowed while it waited for another attempt.
        EVENT_AGE_EXCEEDED
    }
}
