package io.drainguard.cli;

import io.drainguard.aws.setup.NodeRecords.Machine;
import io.drainguard.aws.setup.NodeRecords.Membership;
import io.drainguard.decide.Phase;
import org.jspecify.annotations.Nullable;

/// How far a node has come on its way out. Pure.
///
/// @param kind what it means for somebody who waits
/// @param text the state as AWS spells it, or what is known instead
record Stage(Kind kind, String text) {
    /// The kinds of a stage.
    enum Kind {
        /// It is still in its group: in service, on its way out, or waiting.
        THERE,
        /// Its group keeps it after its hook was abandoned.
        RETAINED,
        /// It has ended.
        GONE,
        /// It runs on, and no group has it any more.
        DETACHED
    }

    /// Returns the stage of a node.
    ///
    /// @param membership its place in a group, `null` for none
    /// @param machine the instance as EC2 knows it, `null` if EC2 does not know it
    static Stage of(@Nullable Membership membership, @Nullable Machine machine) {
        if (membership != null) {
            boolean retained = Phase.of(membership.state()) == Phase.RETAINED;
            return new Stage(retained ? Kind.RETAINED : Kind.THERE, membership.state());
        }
        if (machine == null) {
            return new Stage(Kind.GONE, "gone");
        }
        return switch (machine.state()) {
            case "terminated", "shutting-down" -> new Stage(Kind.GONE, machine.state());
            default -> new Stage(Kind.DETACHED, machine.state() + ", in no group any more");
        };
    }

    /// Whether AWS has begun to take the node away.
    boolean leaving() {
        return kind == Kind.THERE
                && (text.startsWith("Terminating") || text.startsWith("Warmed:Terminating") || Phase.of(text) != null);
    }

    /// Whether a node that was at the earlier stage will not go now: it was retained, came back, or was taken out of
    /// its group.
    boolean staysAfter(Stage earlier) {
        return switch (kind) {
            case GONE -> false;
            case RETAINED -> earlier.kind != Kind.RETAINED;
            case DETACHED -> true;
            case THERE -> earlier.leaving() && !leaving();
        };
    }
}
