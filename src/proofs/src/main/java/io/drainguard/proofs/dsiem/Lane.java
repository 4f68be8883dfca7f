package io.drainguard.proofs.dsiem;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// The way of events to one directive: `internal/pkg/dsiem/queue/event_queue.go`. An event waits for the
/// directive to be done with the one before, for so long and no longer; then it is skipped, and nothing says
/// so.
///
/// In the binary all directives of a backend share one queue and its slowest one holds up the others; here each
/// has its own.
final class Lane {
    private final Directed directive;
    private final int maxQueue;
    private final Duration patience;
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private Instant listens = Instant.MIN;
    private Instant idle = Instant.MIN;
    private long skipped;

    private record Waiting(Event event, Instant since) {}

    /// A directive at work.
    interface Directed {
        /// Evaluates an event, and returns how long that takes.
        Duration evaluate(Event event, Instant at);
    }

    Lane(Directed directive, BackendSettings settings) {
        this.directive = directive;
        this.maxQueue = settings.maxQueue();
        this.patience = settings.patience();
    }

    /// Queues an event. The bounded queue has room for twice its length, "to allow short bursts".
    void offer(Event event, Instant now) {
        if (maxQueue > 0 && queue.size() >= 2 * maxQueue) {
            skipped++;
        } else {
            queue.add(new Waiting(event, now));
        }
    }

    /// Does what is due by now.
    void advance(Instant now) {
        while (!queue.isEmpty() && step(now)) {}
    }

    private boolean step(Instant now) {
        Instant taken = later(queue.getFirst().since(), listens);
        Instant givenUp = taken.plus(isCrowded() ? Duration.ZERO : patience);
        boolean isSkipped = idle.isAfter(givenUp);
        Instant at = isSkipped ? givenUp : later(taken, idle);
        if (at.isAfter(now)) {
            return false;
        }
        Event event = queue.removeFirst().event();
        listens = at;
        if (isSkipped) {
            skipped++;
        } else {
            idle = at.plus(directive.evaluate(event, at));
        }
        return true;
    }

    /// Above half of what the queue has room for, an event does not wait at all.
    private boolean isCrowded() {
        return maxQueue > 0 && queue.size() > maxQueue;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    long skipped() {
        return skipped;
    }

    int queued() {
        return queue.size();
    }
}
