package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.cli.NodeNotes.Trouble;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One node that waits or was retained, as `drainguard status` shows it.
///
/// @param id its group and instance
/// @param state its Auto Scaling lifecycle state
/// @param operator what the tag `drainguard:override` asks for
/// @param notes what its tags say to a person
/// @param held how long it has been held or retained
/// @param last its newest look, `null` if its history contains no look
/// @param drain how fast its queues drain
/// @param judged what the newest look proves now
/// @param decision the decision of the guard's rule for that look now; `null` if the rule cannot be applied
/// @param reason why the rule decides so, or cannot be applied
/// @param next why it needs somebody, the worst first; empty if it does not
record NodeRow(
        NodeId id,
        String state,
        Operator operator,
        NodeNotes notes,
        Held held,
        @Nullable Seen last,
        Drain drain,
        Look judged,
        @Nullable Decision decision,
        String reason,
        List<Next> next) {
    /// A node whose data has not become less in this time stands still.
    private static final Duration STALLING = Duration.ofMinutes(10);

    NodeRow {
        next = List.copyOf(next);
    }

    /// How long a node has been held, by AWS's clock.
    ///
    /// @param since when its wait began; `null` for a retained node, or if AWS does not show it
    /// @param age how long it has waited or, for a retained node, since a guard first saw it wait; `null` if not
    ///     known
    /// @param retainedSince when a guard gave it up, `null` if none did
    /// @param toCeiling time left to the ceiling, negative beyond it; `null` for a retained node, or if it is not
    ///     known
    /// @param ceiling the longest hold, `null` if it is not known
    record Held(
            @Nullable Instant since,
            @Nullable Duration age,
            @Nullable Instant retainedSince,
            @Nullable Duration toCeiling,
            @Nullable Duration ceiling) {}

    /// Returns the same with what is to be done.
    NodeRow with(List<Next> steps) {
        return new NodeRow(id, state, operator, notes, held, last, drain, judged, decision, reason, steps);
    }

    /// Tells whether it was retained.
    boolean retained() {
        return state.endsWith(":Retained");
    }

    /// Tells whether nobody knows what it holds now.
    boolean unknown() {
        return judged instanceof Look.Unknown;
    }

    /// Tells whether its data has stood still or become more for as long as it takes a guard to say so. Connections end
    /// when their owner ends them.
    boolean stalled() {
        boolean stands = drain instanceof Drain.Steady || drain instanceof Drain.Rising;
        boolean told = notes.trouble() == Trouble.STALLED && !(drain instanceof Drain.Falling);
        Duration age = held.age();
        return judged instanceof Look.Pending pending
                && !pending.ofConnections()
                && (told || (stands && (retained() || age == null || age.compareTo(STALLING) >= 0)));
    }

    /// Tells whether its group keeps it no longer than now.
    boolean atCeiling() {
        return held.toCeiling() != null && !held.toCeiling().isPositive();
    }
}
