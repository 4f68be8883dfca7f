package io.drainguard.decide;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a group allows: how long the guard may hold its nodes, and what then becomes of them.
///
/// @param ceiling the longest hold
/// @param retains whether the group's instance lifecycle policy keeps a node whose terminate hook was abandoned
/// @param yields whether its data outlives its nodes, so that one at its ceiling goes whatever its look says
public record Policy(Duration ceiling, boolean retains, boolean yields) {
    /// The time that the guard keeps free before AWS's own limit, so that the guard gives up and not the hook's
    /// `DefaultResult`, which may be CONTINUE. Three sweeps fit into this time. AWS's smallest limit, 100 x 30
    /// s, is ten times as long.
    static final Duration MARGIN = Duration.ofMinutes(5);

    /// The policy of a group that does not yield.
    public Policy(Duration ceiling, boolean retains) {
        this(ceiling, retains, false);
    }

    /// Builds the policy that the operator has given to a group.
    ///
    /// @param maxHold the operator's longest hold
    /// @param retains whether the group retains abandoned nodes
    /// @param yieldsAfter for how long a group that yields is held, `null` if it does not yield
    public static Policy of(Duration maxHold, boolean retains, @Nullable Duration yieldsAfter) {
        Policy held = new Policy(maxHold, retains, yieldsAfter != null);
        return yieldsAfter == null ? held : held.upTo(yieldsAfter);
    }

    /// Returns the policy under AWS's own limit: the guard never holds longer than that, less a margin.
    ///
    /// @param globalTimeout AWS's limit for one wait, min(48 h, 100 x HeartbeatTimeout), as DescribeLifecycleHooks
    ///     reports it (EC2 Auto Scaling API Reference, LifecycleHook)
    public Policy within(Duration globalTimeout) {
        return upTo(globalTimeout.minus(MARGIN));
    }

    private Policy upTo(Duration longest) {
        return new Policy(Collections.min(List.of(ceiling, longest)), retains, yields);
    }
}
