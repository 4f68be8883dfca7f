package io.drainguard.sim.lambda;

import java.time.Duration;
import java.util.function.IntUnaryOperator;

/// How a function takes asynchronous events (source: Lambda API, PutFunctionEventInvokeConfig).
///
/// @param maximumRetryAttempts 0 to 2 further attempts after a function error
/// @param maximumEventAge 60 s to 6 h, after which an event is no longer tried
/// @param copies how often the n-th event, counted from 0, is delivered: the queue is "eventually consistent" and may
///     hand over the same event more than once, or, with 0, never
public record AsyncSettings(int maximumRetryAttempts, Duration maximumEventAge, IntUnaryOperator copies) {

    /// Refuses what Lambda would refuse.
    public AsyncSettings {
        if (maximumRetryAttempts < 0 || maximumRetryAttempts > 2) {
            throw new IllegalArgumentException("MaximumRetryAttempts " + maximumRetryAttempts + " is not 0 to 2");
        }
        long seconds = maximumEventAge.toSeconds();
        if (seconds < 60 || seconds > 21_600) {
            throw new IllegalArgumentException("MaximumEventAgeInSeconds " + seconds + " is not 60 to 21600");
        }
    }

    /// Lambda's defaults: 2 retries, 6 hours; every event is delivered once.
    public static AsyncSettings defaults() {
        return new AsyncSettings(2, Duration.ofHours(6), _ -> 1);
    }

    /// The same with another number of retries.
    public AsyncSettings retries(int attempts) {
        return new AsyncSettings(attempts, maximumEventAge, copies);
    }

    /// The same with another age limit.
    public AsyncSettings eventAge(Duration limit) {
        return new AsyncSettings(maximumRetryAttempts, limit, copies);
    }

    /// The same with lost or doubled events.
    public AsyncSettings copies(IntUnaryOperator number) {
        return new AsyncSettings(maximumRetryAttempts, maximumEventAge, number);
    }
}
