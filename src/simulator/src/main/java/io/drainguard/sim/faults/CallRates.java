package io.drainguard.sim.faults;

import java.time.Duration;

/// How often a call goes wrong, each as a probability from 0 to 1; at most one fault strikes a call.
///
/// - `throttled`: refused for coming too often
/// - `failed`: refused by an error of the service
/// - `lostRequest`: no answer, and no effect
/// - `lostReply`: no answer, but the effect
/// - `slow`: answered after a while, of `longestDelay` at most; half of the delays lie before the effect, half
///   behind it
public record CallRates(
        double throttled, double failed, double lostRequest, double lostReply, double slow, Duration longestDelay) {
    /// Nothing goes wrong.
    public static final CallRates NONE = new CallRates(0, 0, 0, 0, 0, Duration.ZERO);

    /// Refuses probabilities that are none.
    public CallRates {
        double sum = throttled + failed + lostRequest + lostReply + slow;
        if (sum > 1 || Math.min(Math.min(throttled, failed), Math.min(lostRequest, Math.min(lostReply, slow))) < 0) {
            throw new IllegalArgumentException("rates must not be negative and not add up to more than 1: " + sum);
        }
    }

    /// Only throttling.
    public static CallRates throttling(double rate) {
        return new CallRates(rate, 0, 0, 0, 0, Duration.ZERO);
    }

    /// Only replies lost after the effect.
    public static CallRates losingReplies(double rate) {
        return new CallRates(0, 0, 0, rate, 0, Duration.ZERO);
    }
}
