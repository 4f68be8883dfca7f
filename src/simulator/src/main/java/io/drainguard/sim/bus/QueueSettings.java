package io.drainguard.sim.bus;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A standard queue and the mapping that empties it into a function.
///
/// @param batchWindow how long a batch is gathered from its first message on, 0 to 300 s
/// @param batchSize most messages of one batch, 1 to 10,000; above 10 the window must be 1 s at least
/// @param maximumConcurrency most batches at once, 2 to 1,000; `null` for Lambda's own number, which is 5 and never
///     grows here (Lambda Developer Guide, services-sqs-scaling; it grows there while messages are left)
/// @param visibility how long a message that was taken is hidden, at most 12 h
/// @param retention how long a message is kept since it was sent, 60 s to 14 days
/// @param maxReceiveCount how often a message is taken before it goes to the dead letters, 1 to 1,000
///
/// Sources: SQS API Reference, SetQueueAttributes; Lambda API Reference, CreateEventSourceMapping; Lambda Developer
/// Guide, services-sqs-configure.
public record QueueSettings(
        Duration batchWindow,
        int batchSize,
        @Nullable Integer maximumConcurrency,
        Duration visibility,
        Duration retention,
        int maxReceiveCount) {
    private static final int OWN_CONCURRENCY = 5;
    private static final int LARGEST_WITHOUT_WINDOW = 10;

    /// Refuses what AWS would refuse, naming the value.
    public QueueSettings {
        require("MaximumBatchingWindowInSeconds", batchWindow.toSeconds(), 0, 300);
        require("BatchSize", batchSize, 1, batchWindow.toSeconds() == 0 ? LARGEST_WITHOUT_WINDOW : 10_000);
        require("MaximumConcurrency", maximumConcurrency == null ? 2 : maximumConcurrency, 2, 1000);
        require("VisibilityTimeout", visibility.toSeconds(), 0, 43_200);
        require("MessageRetentionPeriod", retention.toSeconds(), 60, 1_209_600);
        require("maxReceiveCount", maxReceiveCount, 1, 1000);
    }

    /// How many batches may be at the function at once.
    public int pollers() {
        return maximumConcurrency == null ? OWN_CONCURRENCY : maximumConcurrency;
    }

    /// Refuses a function that may run longer than a message is hidden, as Lambda does (services-sqs-configure).
    void requireVisibleAfter(Duration functionTimeout) {
        if (functionTimeout.compareTo(visibility) > 0) {
            throw new IllegalArgumentException("InvalidParameterValueException: Queue visibility timeout: "
                    + visibility.toSeconds() + " seconds is less than Function timeout: " + functionTimeout.toSeconds()
                    + " seconds");
        }
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not " + least + " to " + most);
        }
    }
}
