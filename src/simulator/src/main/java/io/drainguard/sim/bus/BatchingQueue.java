package io.drainguard.sim.bus;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A standard SQS queue with a Lambda event-source mapping, as pure logic: who gets which batch when. Anybody who has a
/// clock tells it the time and asks when it must be told again; see [QueueMapping].
///
/// Pollers, as many as batches may be at the function at once, share the messages out at random; each gathers its own
/// batch until its window, which its first message opens, has passed or the batch is full (Lambda Developer Guide,
/// services-sqs-scaling, invocation-eventsourcemapping). A poller whose batch is at the function takes nothing
/// (*assumption*). A message that was taken is hidden for the visibility timeout; it is deleted when its batch was
/// handled, and comes back otherwise, whether the function failed or was throttled (services-sqs-errorhandling; that
/// a throttled batch is not tried again by the poller itself is an *assumption*). Taken too often, it goes to the dead
/// letters instead (SQS Developer Guide, sqs-dead-letter-queues).
///
/// Not imitated: the limit of 6 MB for a batch, partial batch responses, growth beyond the first pollers, and the
/// back-off of a mapping whose function fails.
public final class BatchingQueue<T> {
    private final QueueSettings settings;
    private final SplittableRandom draws;
    private final Deque<Message> visible = new ArrayDeque<>();
    private final List<Message> hidden = new ArrayList<>();
    private final List<QueueMessage<T>> deadLetters = new ArrayList<>();
    private final List<Poller> pollers = new ArrayList<>();
    private long taken;

    /// An empty queue; the same seed and the same calls give the same batches.
    public BatchingQueue(QueueSettings settings, long seed) {
        this.settings = settings;
        this.draws = new SplittableRandom(seed);
        for (int i = 0; i < settings.pollers(); i++) {
            pollers.add(new Poller(i));
        }
    }

    /// Takes a message in.
    public void send(T body, Instant now) {
        visible.add(new Message(new UUID(draws.nextLong(), draws.nextLong()).toString(), body, now));
    }

    /// Takes out every batch that goes to the function now. The caller must tell of each how it [#ended].
    public List<Batch<T>> due(Instant now) {
        comeBack(now);
        visible.removeIf(message -> message.isTooOld(now));
        List<Batch<T>> due = new ArrayList<>();
        share(now);
        for (Poller poller : pollers) {
            if (poller.isReady(now)) {
                due.add(poller.handOver());
            }
        }
        return due;
    }

    /// The function is done with a batch; `handled` is false when it failed, timed out, or was throttled.
    public void ended(Batch<T> batch, boolean handled) {
        pollers.get(batch.poller()).atFunction = false;
        if (handled) {
            for (QueueMessage<T> done : batch.messages()) {
                hidden.removeIf(message -> message.isHeldBy(done));
                visible.removeIf(message -> message.isHeldBy(done));
            }
        }
    }

    /// When [#due] must be asked next, given that it was asked now; `null` while there is nothing to wait for.
    public @Nullable Instant next() {
        Instant next = null;
        for (Poller poller : pollers) {
            next = earlier(next, poller.gathered.isEmpty() ? null : poller.windowEnds);
        }
        for (Message message : hidden) {
            next = earlier(next, message.visibleAgain);
        }
        return next;
    }

    /// How many messages wait or are hidden.
    public int size() {
        return visible.size() + hidden.size();
    }

    /// The messages that were taken too often, oldest first.
    public List<QueueMessage<T>> deadLetters() {
        return List.copyOf(deadLetters);
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private void comeBack(Instant now) {
        for (Iterator<Message> all = hidden.iterator(); all.hasNext(); ) {
            Message message = all.next();
            if (!now.isBefore(message.visibleAgain)) {
                all.remove();
                visible.add(message);
            }
        }
    }

    private void share(Instant now) {
        List<Poller> open = new ArrayList<>(pollers);
        open.removeIf(poller -> !poller.hasRoom());
        while (!visible.isEmpty() && !open.isEmpty()) {
            Message message = visible.remove();
            if (message.receives == settings.maxReceiveCount()) {
                deadLetters.add(message.view());
                continue;
            }
            Poller poller = open.get(draws.nextInt(open.size()));
            message.take(now);
            hidden.add(message);
            poller.gather(message, now);
            if (!poller.hasRoom()) {
                open.remove(poller);
            }
        }
    }

    private final class Poller {
        private final int number;
        private final List<QueueMessage<T>> gathered = new ArrayList<>();
        private Instant windowEnds = Instant.MIN;
        private boolean atFunction;

        private Poller(int number) {
            this.number = number;
        }

        private boolean hasRoom() {
            return !atFunction && gathered.size() < settings.batchSize();
        }

        private void gather(Message message, Instant now) {
            if (gathered.isEmpty()) {
                windowEnds = now.plus(settings.batchWindow());
            }
            gathered.add(message.view());
        }

        private boolean isReady(Instant now) {
            return !gathered.isEmpty() && !atFunction && (!hasRoom() || !now.isBefore(windowEnds));
        }

        private Batch<T> handOver() {
            Batch<T> batch = new Batch<>(number, gathered);
            gathered.clear();
            atFunction = true;
            return batch;
        }
    }

    private final class Message {
        private final String id;
        private final T body;
        private final Instant sent;
        private Instant firstReceived = Instant.MAX;
        private Instant visibleAgain = Instant.MIN;
        private String handle = "";
        private int receives;

        private Message(String id, T body, Instant sent) {
            this.id = id;
            this.body = body;
            this.sent = sent;
        }

        private void take(Instant now) {
            receives++;
            firstReceived = receives == 1 ? now : firstReceived;
            handle = id + "#" + taken++;
            visibleAgain = now.plus(settings.visibility());
        }

        /// Only the newest receipt handle deletes a message (SQS Developer Guide, sqs-queue-message-identifiers).
        private boolean isHeldBy(QueueMessage<T> reader) {
            return handle.equals(reader.receiptHandle());
        }

        private boolean isTooOld(Instant now) {
            return !now.isBefore(sent.plus(settings.retention()));
        }

        private QueueMessage<T> view() {
            return new QueueMessage<>(id, handle, body, sent, firstReceived, receives);
        }
    }
}
