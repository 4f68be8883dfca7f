package io.drainguard.decide;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// What a group allows: how long its nodes may be held and whether giving up keeps them.
///
/// @param ceiling the longest hold
/// @param retains whether the group's instance lifecycle policy keeps a node whose terminate hook was abandoned
public record Policy(Duration ceiling, boolean retains) {
    /// Time kept free before AWS's own limit, so that giving up is our act and not the hook's `DefaultResult`, which
    /// may be CONTINUE. Three sweeps fit into it. AWS's smallest limit, 100 x 30 s, is ten times as long.
    static final Duration MARGIN = Duration.ofMinutes(5);

    /// Builds the policy of a group: the operator's own longest hold, never above AWS's limit less a margin.
    ///
    /// @param maxHold the operator's longest hold
    /// @param globalTimeout AWS's limit for one wait, min(48 h, 100 x HeartbeatTimeout), as DescribeLifecycleHooks
    ///     reports it (EC2 Auto Scaling API Reference, LifecycleHook)
    /// @param retains whether the group retains abandoned nodes
    public static Policy of(Duration maxHold, Duration globalTimeout, boolean retains) {
        Duration latest = globalTimeout.minus(MARGIN);
        return new Policy(Collections.min(List.of(maxHold, latest)), retains);
    }
}
