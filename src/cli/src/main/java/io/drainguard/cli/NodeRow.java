package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Decision;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One node that waits or was retained, as `drainguard status` shows it.
///
/// @param id its group and instance
/// @param state its Auto Scaling lifecycle state
/// @param operator what the tag `drainguard:override` asks for
/// @param since when its wait began by AWS's clock; `null` for a retained node, or if AWS does not show it
/// @param toCeiling time left to the ceiling, negative beyond it; `null` if `since` or the ceiling is not known
/// @param last its newest look, `null` if its history contains no look
/// @param drain how fast its queues drain
/// @param decision the decision of the guard's rule for that look now; `null` if the rule cannot be applied
/// @param reason why the rule decides so, or cannot be applied
record NodeRow(
        NodeId id,
        String state,
        Operator operator,
        @Nullable Instant since,
        @Nullable Duration toCeiling,
        @Nullable Seen last,
        Drain drain,
        @Nullable Decision decision,
        String reason) {}
