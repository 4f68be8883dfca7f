package io.drainguard.sim.world;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bounds that Systems Manager holds its callers to (API Reference).
final class SsmBounds {
    private static final int MOST_INSTANCES = 50;
    private static final int PAGE = 50;
    private static final int SHORTEST_DELIVERY = 30;
    private static final Duration DEFAULT_DELIVERY = Duration.ofSeconds(3600);

    private SsmBounds() {}

    static void refuseTooMany(List<String> ids) {
        if (ids.size() > MOST_INSTANCES) {
            throw outOfBounds(ids, "instanceIds", "length less than or equal to " + MOST_INSTANCES);
        }
    }

    static Duration delivery(@Nullable Integer seconds) {
        if (seconds == null) {
            return DEFAULT_DELIVERY;
        }
        if (seconds < SHORTEST_DELIVERY) {
            throw outOfBounds(seconds, "timeoutSeconds", "value greater than or equal to " + SHORTEST_DELIVERY);
        }
        return Duration.ofSeconds(seconds);
    }

    static int page(@Nullable Integer asked, int smallest) {
        if (asked == null) {
            return PAGE;
        }
        if (asked < smallest) {
            throw outOfBounds(asked, "maxResults", "value greater than or equal to " + smallest);
        }
        if (asked > PAGE) {
            throw outOfBounds(asked, "maxResults", "value less than or equal to " + PAGE);
        }
        return asked;
    }

    /// The bounds are those of the API Reference; the form of the message was recorded for TimeoutSeconds
    /// (recorded: ssm/managed_execution_control_edges.json).
    private static AwsError outOfBounds(Object value, String member, String constraint) {
        return new AwsError(
                "ValidationException",
                400,
                "1 validation error detected: Value '" + value + "' at '" + member
                        + "' failed to satisfy constraint: Member must have " + constraint);
    }
}
