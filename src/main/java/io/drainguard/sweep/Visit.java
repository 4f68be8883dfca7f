package io.drainguard.sweep;

import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Policy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One node in one sweep: what was read of it, and how far the sweep has come with it.
final class Visit {
    final Node node;
    final Policy policy;
    final @Nullable Hook hook;
    final @Nullable String token;
    /// What EC2 says of it; `null` when that could not be read.
    final @Nullable Machine machine;
    /// When its period last began as far as is known; `null` makes a heartbeat due at once.
    @Nullable
    Instant periodBegan;

    /// Whether a decision was made and carried out.
    boolean settled;
    /// Whether the decision was carried out.
    boolean ended;
    /// Whether it is to be kept alive until the next sweep.
    boolean held;

    Visit(
            Node node,
            Policy policy,
            @Nullable Hook hook,
            @Nullable String token,
            @Nullable Machine machine,
            @Nullable Instant periodBegan) {
        this.node = node;
        this.policy = policy;
        this.hook = hook;
        this.token = token;
        this.machine = machine;
        this.periodBegan = periodBegan;
    }

    /// The fresh wait that ending a retained node opens. It is held until the next sweep looks at it, or a short period
    /// would lapse in between and the node be retained again, over and over.
    Visit afresh(Instant now) {
        Node waiting = new Node(id(), "Terminating:Wait", node.operator(), node.disks(), Duration.ZERO);
        Visit fresh = new Visit(waiting, policy, hook, null, machine, now);
        fresh.settled = true;
        fresh.held = true;
        return fresh;
    }

    NodeId id() {
        return node.id();
    }

    /// Whether it waits and a third of its period has passed. A period that seems to begin in the future is not
    /// believed.
    boolean beatDue(Instant now) {
        if (hook == null || node.phase() == Phase.RETAINED) {
            return false;
        }
        Instant began = periodBegan;
        return began == null || began.isAfter(now) || !now.isBefore(began.plus(hook.cadence(id())));
    }

    /// Whether less than a third of its period could be left at `later`.
    boolean atRisk(Instant later) {
        if (hook == null || !held) {
            return false;
        }
        Instant began = periodBegan;
        return began == null
                || began.plus(hook.heartbeat().multipliedBy(2).dividedBy(3)).isBefore(later);
    }
}
