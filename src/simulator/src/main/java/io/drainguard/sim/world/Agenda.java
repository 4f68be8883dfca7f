package io.drainguard.sim.world;

import java.time.Instant;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// What is still to happen, ordered by time and, at the same time, by the order in which it was entered.
final class Agenda {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long sequence;

    /// Enters something to be done at a point in time.
    Entry enter(Instant at, Runnable what) {
        Entry entry = new Entry(at, sequence++, what);
        entries.add(entry);
        return entry;
    }

    /// Takes the first entry that is due at or before the given time, or `null` when there is none.
    @Nullable
    Entry takeDue(Instant until) {
        Entry first = first();
        return first == null || first.at.isAfter(until) ? null : entries.poll();
    }

    /// When the next entry is due, or `null` when the agenda is empty.
    @Nullable
    Instant next() {
        Entry first = first();
        return first == null ? null : first.at;
    }

    private @Nullable Entry first() {
        Entry first = entries.peek();
        while (first != null && first.cancelled) {
            entries.poll();
            first = entries.peek();
        }
        return first;
    }

    /// One thing to be done; it can be cancelled until it is done.
    static final class Entry implements Comparable<Entry>, Cancellable {
        private final Instant at;
        private final long sequence;
        private final Runnable what;
        private boolean cancelled;

        private Entry(Instant at, long sequence, Runnable what) {
            this.at = at;
            this.sequence = sequence;
            this.what = what;
        }

        Instant at() {
            return at;
        }

        void run() {
            what.run();
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Entry other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
