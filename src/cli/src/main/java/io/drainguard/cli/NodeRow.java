package io.drainguard.cli;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Decision;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One node that waits or was retained, as `drainguard status` tells of it.
///
/// @param id its group and instance
/// @param state its Auto Scaling lifecycle state
/// @param operator what the tag `drainguard:override` asks for
/// @param since when its wait began by AWS's clock; `null` for a retained node, and where AWS does not tell
/// @param toCeiling time left to the ceiling, negative beyond it; `null` where `since` or the ceiling is not known
/// @param last its newest look, `null` where its history holds none
/// @param drain how its queues drain
/// @param decision what the guard's rule says now of that look; `null` where it cannot be told
/// @param reason why
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
