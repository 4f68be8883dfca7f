package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The nodes that are held, and when each one's period last began.
///
/// It is all that is needed to keep them alive, so that can go on while a sweep reads, asks and waits, and even while
/// the groups cannot be read at all. A guard that has just started holds nobody until it has read who waits.
final class Holds {
    /// A tenth of the shortest period there is (EC2 Auto Scaling API Reference, PutLifecycleHook).
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final Groups groups;
    private final Time time;
    private final Map<NodeId, Held> held = new LinkedHashMap<>();

    Holds(Groups groups, Time time) {
        this.groups = groups;
        this.time = time;
    }

    /// One node that is held.
    ///
    /// @param hook the hook that holds it
    /// @param began when its period last began as far as is known; `null` makes a heartbeat due at once
    private record Held(NodeId node, Hook hook, @Nullable Instant began) {
        /// Whether a third of its period has passed, for some nodes a little less. A period that seems to begin
        /// in the future is not believed.
        boolean due(Instant now) {
            return began == null || began.isAfter(now) || !now.isBefore(began.plus(hook.cadence(node)));
        }

        /// Whether less than a third of its period would be left at `later`.
        boolean atRisk(Instant later) {
            return began == null
                    || began.plus(hook.heartbeat().multipliedBy(2).dividedBy(3)).isBefore(later);
        }
    }

    /// Holds this node from now on.
    ///
    /// A period that was changed while it waits may or may not count for the wait under way: AWS does not say.
    /// So the shorter one does.
    ///
    /// @param since when its period began at the earliest, or `null`; ignored where this guard knows better
    void keep(NodeId node, Hook hook, @Nullable Instant since) {
        Held known = held.get(node);
        if (known == null) {
            held.put(node, new Held(node, hook, since));
        } else {
            boolean assumed = known.hook.equals(Hook.assumed(known.hook.name()));
            boolean longer = !assumed && hook.heartbeat().compareTo(known.hook.heartbeat()) > 0;
            held.put(node, new Held(node, longer ? known.hook : hook, known.began));
        }
    }

    /// Lets go of this node: its wait is over.
    void drop(NodeId node) {
        held.remove(node);
    }

    /// Lets go of all but these, and but the nodes of these groups, of which not everything could be read.
    void keepOnly(Set<NodeId> waiting, Set<String> unread) {
        held.keySet().removeIf(node -> !waiting.contains(node) && !unread.contains(node.group()));
    }

    /// Records a heartbeat for this node where one is due, and says in a word what came of it.
    ///
    /// @throws Fault when the call failed; it stays due
    String hold(NodeId node) {
        Held one = held.get(node);
        Instant now = time.instant();
        if (one == null) {
            return Ack.GONE.word();
        }
        if (!one.due(now)) {
            return "heartbeat not due";
        }
        Ack ack = groups.hold(node, one.hook.name());
        switch (ack) {
            // The period restarted when AWS had the call, which is no earlier than `now`.
            case DONE -> held.put(node, new Held(node, one.hook, now));
            case GONE -> held.remove(node);
            case DRY -> {}
        }
        return ack.word();
    }

    /// Records every heartbeat that is due. One that fails stays due.
    void tend() {
        Instant now = time.instant();
        for (Held one : List.copyOf(held.values())) {
            if (one.due(now)) {
                try {
                    hold(one.node);
                } catch (Fault stillDue) {
                    // The next chance tries again; settling the node reports what then still fails.
                }
            }
        }
    }

    /// Stays up for nodes whose period could run out before the next sweep: a period may be as short as 30 s, and
    /// nothing starts a sweep more often than once a minute.
    void stayUp(Instant nextSweep, Instant until) {
        while (atRisk(nextSweep)
                && time.instant().isBefore(nextSweep)
                && time.instant().isBefore(until)) {
            time.pause(PAUSE);
            tend();
        }
    }

    private boolean atRisk(Instant later) {
        return held.values().stream().anyMatch(one -> one.atRisk(later));
    }
}
