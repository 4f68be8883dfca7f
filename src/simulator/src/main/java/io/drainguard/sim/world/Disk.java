package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What lies in a node's queues at any virtual time: files, bytes and the age of the oldest, growing or draining
/// evenly.
///
/// A plan of stretches: each runs evenly from one content to another and stays there until the next begins.
public final class Disk {
    private final List<Stretch> stretches = new ArrayList<>();

    private Disk(Stretch first) {
        stretches.add(first);
    }

    /// What the queues hold at one moment; `oldest` is the modification time of the oldest file.
    public record Content(long files, long bytes, Instant oldest) {
        /// Nothing at all.
        public static final Content NOTHING = new Content(0, 0, Instant.EPOCH);

        /// Whether there is no file with data.
        public boolean isEmpty() {
            return files == 0;
        }

        /// Both together.
        public Content plus(Content other) {
            if (isEmpty() || other.isEmpty()) {
                return isEmpty() ? other : this;
            }
            Instant older = oldest.isBefore(other.oldest) ? oldest : other.oldest;
            return new Content(files + other.files, bytes + other.bytes, older);
        }
    }

    private record Stretch(Instant from, Instant until, Content start, Content end) {
        Content at(Instant now) {
            if (!now.isBefore(until)) {
                return end;
            }
            double left = 1
                    - (double) Duration.between(from, now).toMillis()
                            / Duration.between(from, until).toMillis();
            long files = between(start.files, end.files, left);
            long bytes = between(start.bytes, end.bytes, left);
            return files == 0 ? Content.NOTHING : new Content(files, bytes, oldest());
        }

        private Instant oldest() {
            return start.isEmpty() ? end.oldest : start.oldest;
        }

        /// Rounded up while it drains, so that nothing is empty before its time.
        private static long between(long start, long end, double left) {
            return (long) Math.ceil(end + (start - end) * left);
        }
    }

    /// Queues without data.
    public static Disk empty() {
        return new Disk(still(Instant.MIN, Content.NOTHING));
    }

    /// Queues that hold data and keep it.
    public static Disk holding(long files, long bytes, Instant oldest) {
        return new Disk(still(Instant.MIN, new Content(files, bytes, oldest)));
    }

    /// From a moment on the queues hold this; what was planned for later is dropped.
    public Disk set(Instant from, Content content) {
        return plan(still(from, content));
    }

    /// From a moment on the queues drain evenly and are empty after the span.
    public Disk drain(Instant from, Duration span) {
        return plan(new Stretch(from, from.plus(span), at(from), Content.NOTHING));
    }

    /// From a moment on the queues fill evenly up to the given content.
    public Disk fill(Instant from, Duration span, Content to) {
        return plan(new Stretch(from, from.plus(span), at(from), to));
    }

    /// At a moment this much comes on top of what lies there then, and all of it stays: queues that fill again after an
    /// Empty. What was planned for later is dropped.
    public Disk add(Instant from, Content more) {
        return set(from, at(from).plus(more));
    }

    /// What the queues hold at a moment.
    public Content at(Instant now) {
        Stretch current = stretches.getFirst();
        for (Stretch stretch : stretches) {
            if (!stretch.from.isAfter(now)) {
                current = stretch;
            }
        }
        return current.at(now);
    }

    private Disk plan(Stretch next) {
        stretches.removeIf(stretch -> !stretch.from.isBefore(next.from));
        stretches.add(next);
        return this;
    }

    private static Stretch still(Instant from, Content content) {
        return new Stretch(from, from, content, content);
    }
}
