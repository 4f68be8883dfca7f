package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Something that has become true of a node.
///
/// @param at when the guard found it true
/// @param reason why, as the rule says it
/// @param look the last look at the node
/// @param time how long it was held, and how long it may still be
/// @param volumes ids of its volumes that outlive it, as far as the guard knows
public record Notice(NodeId node, Instant at, What what, String reason, Look look, Held time, Set<String> volumes) {
    /// Copies the ids.
    public Notice {
        volumes = Set.copyOf(volumes);
    }

    /// How long a node was held.
    ///
    /// @param held zero if it was not
    /// @param left until its ceiling, `null` where nothing holds it any more
    public record Held(Duration held, @Nullable Duration left) {}

    /// What has become true. The code stays the same in every version of a major release.
    public enum What {
        /// The node waits, and the guard holds it.
        HELD("held"),
        /// For half an hour nothing has been known of it.
        UNKNOWN("unknown"),
        /// For half an hour its data has not become less.
        STALLED("stalled"),
        /// Its group keeps it, running and out of service.
        RETAINED("retained"),
        /// The guard released it, since it was Empty.
        RELEASED_EMPTY("released", "empty"),
        /// The guard released it, since an operator asked for it.
        RELEASED_BY_OPERATOR("released", "operator"),
        /// The guard released it, since its product had never started.
        RELEASED_UNSTARTED("released", "unstarted"),
        /// The guard released it at its ceiling, since its group yields.
        RELEASED_YIELDING("released", "yields"),
        /// Its instance had ended, and the guard let go of it.
        ENDED("ended"),
        /// It goes or has gone, and volumes of it are kept, which cost money until somebody rescues them.
        VOLUME_KEPT("volume-kept");

        private final String code;
        private final String cause;

        What(String code) {
            this(code, "");
        }

        What(String code, String cause) {
            this.code = code;
            this.cause = cause;
        }

        /// Returns the code for machines.
        public String code() {
            return code;
        }

        /// Returns the code of the cause, empty where the code says all.
        public String cause() {
            return cause;
        }

        /// Tells whether this stays true of a node that is still there, so that it is told once.
        boolean lasts() {
            return switch (this) {
                case HELD, UNKNOWN, STALLED, RETAINED -> true;
                case RELEASED_EMPTY, RELEASED_BY_OPERATOR, RELEASED_UNSTARTED, RELEASED_YIELDING, ENDED, VOLUME_KEPT ->
                    false;
            };
        }

        static What of(Decision.Cause cause) {
            return switch (cause) {
                case EMPTY -> RELEASED_EMPTY;
                case OPERATOR -> RELEASED_BY_OPERATOR;
                case ENDED -> ENDED;
                case UNSTARTED -> RELEASED_UNSTARTED;
                case YIELDS -> RELEASED_YIELDING;
            };
        }
    }
}
