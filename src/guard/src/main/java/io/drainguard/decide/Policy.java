package io.drainguard.decide;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// What a group allows: how long the guard may hold its nodes, and whether giving up keeps them.
///
/// @param ceiling the longest hold
/// @param retains whether the group's instance lifecycle policy keeps a node whose terminate hook was abandoned
public record Policy(Duration ceiling, boolean retains) {
    /// The time that the guard keeps free before AWS's own limit, so that the guard gives up and not the hook's
    /// `DefaultResult`, which may be CONTINUE. Three sweeps fit into this time. AWS's smallest limit, 100 x 30
    /// s, is ten times as long.
    static final Duration MARGIN = Duration.ofMinutes(5);

    /// Builds the policy of a group: the operator's longest hold, but never more than AWS's limit minus a margin.
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
