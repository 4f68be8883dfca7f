package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long one node is held without a further heartbeat. All times are the guard's own.
///
/// @param hook the hook that holds the node
/// @param began when its period last began as far as the guard knows, `null` if it does not know
/// @param retry when to try again after a heartbeat that failed
record Lease(Hook hook, @Nullable Instant began, Instant retry) {
    /// A heartbeat may come so late after the schedule's time: EventBridge Scheduler invokes within a minute of it,
    /// most often within seconds (EventBridge Scheduler User Guide, schedule-types).
    static final Duration LATE = Duration.ofSeconds(20);

    /// A period must outlast a sweep that comes late and one that does not come at all, and the call itself.
    private static final Duration TWO_SWEEPS =
            Guard.INTERVAL.multipliedBy(2).plus(LATE).plusSeconds(10);

    /// The longest time between two tries of a heartbeat that fails.
    private static final Duration RETRY = Duration.ofSeconds(30);

    /// The lease of a node of which the guard may know when its period began.
    static Lease of(Hook hook, @Nullable Instant began) {
        return new Lease(hook, began, Instant.MIN);
    }

    /// Tells whether a heartbeat is due: a part of the period has passed, or the period would not outlast the next two
    /// sweeps.
    boolean isDue(NodeId node, Instant now) {
        return !now.isBefore(retry) && (began == null || !now.isBefore(began.plus(cadence(node))));
    }

    private Duration cadence(NodeId node) {
        Duration slack = hook.heartbeat().minus(TWO_SWEEPS);
        return isShort() ? hook.cadence(node) : Time.shorter(hook.cadence(node), slack);
    }

    /// Tells whether no schedule is fine enough for the period, so that somebody has to stay up for it.
    boolean isShort() {
        return hook.heartbeat().compareTo(TWO_SWEEPS) < 0;
    }

    /// When the period ends; the earliest time there is if the guard does not know.
    Instant end() {
        return began == null ? Instant.MIN : began.plus(hook.heartbeat());
    }

    /// The lease after a heartbeat that AWS had at `at` or later.
    Lease renewed(Instant at) {
        return of(hook, at);
    }

    /// The lease after a heartbeat that failed at `at`.
    Lease failed(Instant at) {
        return new Lease(hook, began, at.plus(Time.shorter(hook.heartbeat().dividedBy(10), RETRY)));
    }

    /// The lease with the hook as it was read now. A period that was changed while the node waits may or may not count
    /// for the wait under way, since AWS does not say, so the shorter period counts.
    Lease with(Hook read) {
        boolean assumed = hook.equals(Hook.assumed(hook.name()));
        boolean longer = !assumed && read.heartbeat().compareTo(hook.heartbeat()) > 0;
        return longer || read.equals(hook) ? this : of(read, began);
    }
}
