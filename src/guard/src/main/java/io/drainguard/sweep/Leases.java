package io.drainguard.sweep;

import static java.util.Comparator.comparing;

import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The nodes that the guard holds, each with its lease.
///
/// It is all that is needed to keep them, even while the groups cannot be read. A guard that has just started holds
/// nobody until it has read who waits.
final class Leases {
    private final Ports ports;
    private final NodeFacts facts;
    private final Map<NodeId, Lease> held = new LinkedHashMap<>();
    private final Map<NodeId, ActionOutcome> renewed = new HashMap<>();

    Leases(Ports ports, NodeFacts facts) {
        this.ports = ports;
        this.facts = facts;
    }

    /// Holds this node from now on.
    ///
    /// @param since when its period began at the earliest, or `null`; ignored where this guard knows better, and
    ///     not believed where it lies in the future
    void track(NodeId node, Hook hook, @Nullable Instant since) {
        Instant began = since != null && since.isAfter(ports.time().instant()) ? null : since;
        held.merge(node, Lease.of(hook, began), (known, fresh) -> known.with(hook));
    }

    /// Lets go of this node: its wait is over.
    void drop(NodeId node) {
        held.remove(node);
    }

    /// Lets go of all but these, and but the nodes of these groups, of which not everything could be read.
    void keepOnly(Set<NodeId> waiting, Set<String> unread) {
        held.keySet().removeIf(node -> !waiting.contains(node) && !unread.contains(node.group()));
        renewed.clear();
    }

    /// Records the heartbeats that are due, those first whose period ends first. One that fails stays due.
    void renew() {
        renew(held.keySet());
    }

    /// Records the heartbeats of these nodes that are due.
    void renew(Set<NodeId> nodes) {
        Instant now = ports.time().instant();
        List<Due> due = new ArrayList<>();
        held.forEach((node, lease) -> {
            if (nodes.contains(node) && lease.isDue(node, now)) {
                due.add(new Due(node, lease.hook().name(), lease.end()));
            }
        });
        due.sort(comparing(Due::end));
        ports.calls()
                .each(
                        due,
                        one -> ports.groups().hold(one.node, one.hook).outcome(),
                        (one, fault) -> new ActionOutcome.Failed(fault))
                .forEach((one, outcome) -> renewed(one.node, outcome, now));
    }

    /// A heartbeat that is due, in a period that ends at `end`.
    private record Due(NodeId node, String hook, Instant end) {}

    /// The period starts again when AWS has the call, which is no earlier than `asked`.
    private void renewed(NodeId node, ActionOutcome outcome, Instant asked) {
        renewed.put(node, outcome);
        switch (outcome) {
            case ActionOutcome.AlreadyEnded _ -> held.remove(node);
            case ActionOutcome.Done _ -> held.computeIfPresent(node, (id, lease) -> lease.renewed(asked));
            case ActionOutcome.Failed _ ->
                held.computeIfPresent(
                        node, (id, lease) -> lease.failed(ports.time().instant()));
            default -> {}
        }
    }

    /// Says what came of holding the node in this sweep.
    ActionOutcome outcome(Visit visit) {
        ActionOutcome last = renewed.get(visit.id());
        return last == null ? new ActionOutcome.HeartbeatNotDue() : checked(visit, last);
    }

    /// Returns what came of a call on the wait of a node that its group lists as waiting: where the guard's hook has no
    /// action for it again and again, another hook holds it.
    ActionOutcome checked(Visit visit, ActionOutcome outcome) {
        Instant now = ports.time().instant();
        if (outcome instanceof ActionOutcome.AlreadyEnded && facts.heldInVain(visit.id(), now)) {
            return new ActionOutcome.NotHeld(visit.hooks().knownOthers());
        }
        if (outcome instanceof ActionOutcome.Done) {
            facts.held(visit.id());
        }
        return outcome;
    }

    /// Returns until when somebody has to stay up and to renew: until the next sweep where a node's period is too short
    /// for the schedule, and not at all where there is none.
    ///
    /// @param lastSweep when the guard last swept, `null` if it never did
    /// @param until when the caller's own time runs out
    Instant upUntil(@Nullable Instant lastSweep, Instant until) {
        Instant now = ports.time().instant();
        if (!ports.groups().acts() || held.values().stream().noneMatch(Lease::isShort)) {
            return now;
        }
        Duration ahead = Guard.INTERVAL.plus(Lease.LATE);
        Instant from = lastSweep == null || !lastSweep.plus(ahead).isAfter(now) ? now : lastSweep;
        return Time.earlier(from.plus(ahead), until);
    }
}
