package io.drainguard.sweep;

import static io.drainguard.sweep.Time.earlier;
import static io.drainguard.sweep.Time.shorter;
import static java.util.Comparator.comparing;

import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The nodes that are held, and when each one's period last began.
///
/// It is all that is needed to keep them alive, so that can go on while a sweep reads, asks and waits, and even while
/// the groups cannot be read at all. A guard that has just started holds nobody until it has read who waits.
final class Holds {
    /// A tenth of the shortest period there is (EC2 Auto Scaling API Reference, PutLifecycleHook).
    private static final Duration PAUSE = Duration.ofSeconds(3);

    /// Between two tries after AWS has said that it is asked too often.
    private static final Duration TOO_OFTEN = Duration.ofSeconds(1);

    /// The longest that heartbeats which are due, but not urgent, may keep a sweep from looking at a stretch. In the
    /// long run they take half of its time at most.
    private static final Duration TURN = Duration.ofSeconds(2);

    /// A heartbeat becomes urgent half a period before its end, but not earlier than this.
    private static final Duration URGENT = Duration.ofMinutes(10);

    /// In a shorter period one slow call may be all the time that is left, so its heartbeats are urgent once due.
    private static final Duration SHORT = Duration.ofSeconds(60);

    /// The longest time between two tries of a heartbeat that fails.
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Groups groups;
    private final Time time;
    private final Map<NodeId, Held> held = new LinkedHashMap<>();
    /// Before these times no heartbeat is due, or urgent.
    private Instant nextDue = Instant.MIN;

    private Instant nextUrgent = Instant.MIN;
    /// What heartbeats may still take of the sweep's time, and when that was reckoned.
    private Duration credit = TURN;

    private Instant reckoned = Instant.MAX;

    Holds(Groups groups, Time time) {
        this.groups = groups;
        this.time = time;
    }

    /// One node that is held.
    ///
    /// @param hook the hook that holds it
    /// @param began when its period last began as far as is known; `null` makes a heartbeat due at once
    /// @param due when its heartbeat is due: a third of its period has passed, for some nodes a little more
    /// @param urgent when it must not be put off any more
    /// @param end when its period ends
    /// @param again when to try again after a heartbeat that failed
    private record Held(
            NodeId node, Hook hook, @Nullable Instant began, Instant due, Instant urgent, Instant end, Instant again) {
        static Held since(NodeId node, Hook hook, @Nullable Instant began) {
            if (began == null) {
                return new Held(node, hook, null, Instant.MIN, Instant.MIN, Instant.MIN, Instant.MIN);
            }
            Duration period = hook.heartbeat();
            Instant due = began.plus(hook.cadence(node));
            Instant urgent = began.plus(period).minus(shorter(period.dividedBy(2), URGENT));
            return new Held(
                    node,
                    hook,
                    began,
                    due,
                    period.compareTo(SHORT) < 0 ? due : urgent,
                    began.plus(period),
                    Instant.MIN);
        }

        Held failed(Instant at) {
            Duration pause = shorter(hook.heartbeat().dividedBy(10), AGAIN);
            return new Held(node, hook, began, due, urgent, end, at.plus(pause));
        }

        boolean due(Instant now) {
            return !now.isBefore(due);
        }

        Instant nextDue() {
            return due.isBefore(again) ? again : due;
        }

        Instant nextUrgent() {
            return urgent.isBefore(again) ? again : urgent;
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
    /// @param since when its period began at the earliest, or `null`; ignored where this guard knows better, and
    ///     not believed where it lies in the future
    void keep(NodeId node, Hook hook, @Nullable Instant since) {
        Held known = held.get(node);
        if (known == null) {
            put(Held.since(node, hook, since != null && since.isAfter(time.instant()) ? null : since));
            return;
        }
        boolean assumed = known.hook.equals(Hook.assumed(known.hook.name()));
        boolean longer = !assumed && hook.heartbeat().compareTo(known.hook.heartbeat()) > 0;
        Hook counts = longer ? known.hook : hook;
        if (!counts.equals(known.hook)) {
            put(Held.since(node, counts, known.began));
        }
    }

    private void put(Held one) {
        held.put(one.node, one);
        nextDue = earlier(nextDue, one.nextDue());
        nextUrgent = earlier(nextUrgent, one.nextUrgent());
    }

    /// Lets go of this node: its wait is over.
    void drop(NodeId node) {
        held.remove(node);
    }

    /// Lets go of all but these, and but the nodes of these groups, of which not everything could be read.
    void keepOnly(Set<NodeId> waiting, Set<String> unread) {
        held.keySet().removeIf(node -> !waiting.contains(node) && !unread.contains(node.group()));
    }

    /// Records a heartbeat for this node where one is due, and says what came of it.
    ///
    /// @throws Fault when the call failed; it stays due
    ActionOutcome hold(NodeId node) {
        Held one = held.get(node);
        Instant now = time.instant();
        if (one == null) {
            // AWS has told an earlier heartbeat of this sweep that the wait had ended.
            return new ActionOutcome.AlreadyEnded();
        }
        if (!one.due(now)) {
            return new ActionOutcome.HeartbeatNotDue();
        }
        if (now.isBefore(one.urgent) && !affordable(now)) {
            return new ActionOutcome.HeartbeatDeferred();
        }
        try {
            ActionResult ack = groups.hold(node, one.hook.name());
            switch (ack) {
                // The period restarted when AWS had the call, which is no earlier than `now`.
                case DONE -> put(Held.since(node, one.hook, now));
                case GONE -> held.remove(node);
                case DRY -> {}
            }
            return ack.outcome();
        } finally {
            spent(now);
        }
    }

    /// Whether heartbeats have not had their half of the time: what passes without them is theirs later.
    private boolean affordable(Instant now) {
        if (reckoned.isBefore(now)) {
            credit = shorter(credit.plus(Duration.between(reckoned, now)), TURN);
        }
        reckoned = now;
        return credit.isPositive();
    }

    private void spent(Instant since) {
        reckoned = time.instant();
        credit = credit.minus(Duration.between(since, reckoned));
        if (credit.isNegative()) {
            credit = Duration.ZERO;
        }
    }

    /// Records the heartbeats that are due, those first whose period ends first: the urgent ones in any case, the
    /// others as far as they have their turn. One that fails stays due.
    void tend() {
        save();
        Instant now = time.instant();
        if (!now.isBefore(nextDue) && affordable(now)) {
            nextDue = record(Held::nextDue, () -> affordable(time.instant()));
        }
    }

    /// Records the heartbeats that are due while there is nothing else to do.
    void fill(Instant end) {
        save();
        if (!time.instant().isBefore(nextDue)) {
            nextDue = record(Held::nextDue, () -> {
                credit = TURN;
                return time.instant().isBefore(end);
            });
        }
    }

    /// Records the heartbeats that are urgent. One that fails stays due.
    void save() {
        if (!time.instant().isBefore(nextUrgent)) {
            nextUrgent = record(Held::nextUrgent, () -> true);
        }
    }

    /// Records what has come due as long as it may go on, and says when the next will be.
    private Instant record(Function<Held, Instant> when, BooleanSupplier goesOn) {
        Instant now = time.instant();
        List<Held> due = held.values().stream()
                .filter(one -> !now.isBefore(when.apply(one)))
                .sorted(comparing(Held::end))
                .toList();
        for (Held one : due) {
            if (!goesOn.getAsBoolean()) {
                return now;
            }
            try {
                hold(one.node);
            } catch (Fault stillDue) {
                // The next chance tries again; settling the node reports what then still fails.
                if (stillDue.kind() == Fault.Kind.THROTTLED) {
                    return time.instant().plus(TOO_OFTEN);
                }
                held.put(one.node, one.failed(time.instant()));
            }
        }
        return held.values().stream().map(when).reduce(Instant.MAX, Time::earlier);
    }

    /// Stays up for nodes whose period could run out before the next sweep: a period may be as short as 30 s, and
    /// nothing starts a sweep more often than once a minute.
    void stayUp(Instant nextSweep, Instant until) {
        while (groups.acts()
                && atRisk(nextSweep)
                && time.instant().isBefore(nextSweep)
                && time.instant().isBefore(until)) {
            time.pause(PAUSE);
            fill(until);
        }
    }

    private boolean atRisk(Instant later) {
        return held.values().stream().anyMatch(one -> one.atRisk(later));
    }
}
