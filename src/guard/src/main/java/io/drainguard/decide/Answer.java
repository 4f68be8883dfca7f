package io.drainguard.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a node answered to a command, once it will give no further answer.
///
/// @param command the command that it answered
/// @param instance its EC2 instance id
/// @param look what it said
/// @param took how long the look ran on the node by the node's clock; zero if nobody knows
/// @param silent whether its output is not there although it ended well: the output may follow
/// @param timedOut whether the look did not end by itself: Systems Manager or its agent ended it
public record Answer(LookCommand command, String instance, Look look, Duration took, boolean silent, boolean timedOut) {
    /// An Empty that is older is no longer believed, since a node may take in new data.
    public static final Duration FRESH = Duration.ofSeconds(30);

    /// A time that AWS tells may be so much earlier than the true one: its clock counts whole seconds.
    private static final Duration ROUNDING = Duration.ofSeconds(2);

    /// For so long after its end the output of a look may follow (Systems Manager is eventually consistent).
    private static final Duration OUTPUT_FOLLOWS = Duration.ofSeconds(10);

    /// No look runs longer than this beyond the time that it stays: the drain script ends by 45 s after it.
    static final Duration LONGEST = Duration.ofSeconds(60);

    /// Takes a duration that the node's clock cannot have measured for one that a look can take. A node's clock may
    /// step while a look runs.
    public Answer {
        took = took.isNegative()
                ? Duration.ZERO
                : Collections.min(List.of(took, command.stay().plus(LONGEST)));
    }

    /// An answer of a look that ended by itself.
    public Answer(LookCommand command, String instance, Look look, Duration took, boolean silent) {
        this(command, instance, look, took, silent, false);
    }

    /// Tells whether the answer is an Empty from before a guard protected the node: that guard has seen what this look
    /// did not.
    ///
    /// @param protectedAt when a guard last protected the node, `null` for never; no guard writes a time to come
    public boolean isVoid(@Nullable Instant protectedAt, Instant now) {
        return look instanceof Look.Empty
                && protectedAt != null
                && protectedAt.isBefore(now.plus(ROUNDING))
                && protectedAt.plus(ROUNDING).isAfter(command.requested().plus(took));
    }

    /// Returns how old the answer is at the most: the time since AWS had the request, without the time for which the
    /// look ran. Only a difference of times is taken from the node's clock, which may be wrong by hours.
    public Duration age(Instant now) {
        Duration age = Duration.between(command.requested(), now).minus(took);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /// Tells whether the answer is an Empty that is too old to act on: the guard looks again.
    public boolean isStale(Instant now) {
        return look instanceof Look.Empty && age(now).compareTo(FRESH) > 0;
    }

    /// Tells whether the node's output may still follow, so that the answer is none yet.
    public boolean mayFollow(Instant now) {
        return silent && age(now).compareTo(OUTPUT_FOLLOWS) < 0;
    }

    /// Tells whether the look stayed on the node as long as the guard had asked it to, and found data at the end. The
    /// next look may then start at once: it will stay as long. After a shorter one the guard waits for the
    /// schedule, or looks that fail at once would follow one another without an end.
    public boolean hasStayed() {
        return look instanceof Look.Pending && command.stay().isPositive() && took.compareTo(command.stay()) >= 0;
    }
}
