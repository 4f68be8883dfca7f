package io.drainguard.sim.bus;

import io.drainguard.sim.time.SimTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Lets a [BatchingQueue] run on a clock and hands its batches to a function: to a process through
/// [io.drainguard.sim.lambda.LambdaService#invoke(byte[])], or to whatever runs on a world's virtual clock.
public final class QueueMapping<T> implements AutoCloseable {
    /// What the mapping calls with each batch.
    @FunctionalInterface
    public interface Handler<T> {
        /// Takes a batch without blocking, and says later, or at once, whether the function has handled it; not when
        /// it failed, timed out or was throttled.
        void handle(Batch<T> batch, Consumer<Boolean> ended);
    }

    private final BatchingQueue<T> queue;
    private final SimTime time;
    private final Handler<T> handler;
    private SimTime.Waiting waking = () -> {};
    private boolean closed;

    /// Enables a mapping; a function that may run longer than its messages are hidden is refused.
    public QueueMapping(QueueSettings settings, long seed, SimTime time, Duration functionTimeout, Handler<T> handler) {
        settings.requireVisibleAfter(functionTimeout);
        this.queue = new BatchingQueue<>(settings, seed);
        this.time = time;
        this.handler = handler;
    }

    /// Sends a message to the queue.
    public void send(T body) {
        synchronized (this) {
            queue.send(body, time.now());
        }
        turn();
    }

    /// How many messages wait or are hidden.
    public synchronized int size() {
        return queue.size();
    }

    /// The messages in the dead-letter queue, oldest first.
    public synchronized List<QueueMessage<T>> deadLetters() {
        return queue.deadLetters();
    }

    /// Disables the mapping: messages stay in the queue.
    @Override
    public synchronized void close() {
        closed = true;
        waking.cancel();
    }

    /// The handler is called outside of the lock, so that it may answer from any thread, also at once.
    private void turn() {
        for (Batch<T> batch : takeDue()) {
            handler.handle(batch, handled -> ended(batch, handled));
        }
    }

    private void ended(Batch<T> batch, boolean handled) {
        synchronized (this) {
            queue.ended(batch, handled);
        }
        turn();
    }

    private synchronized List<Batch<T>> takeDue() {
        if (closed) {
            return List.of();
        }
        List<Batch<T>> due = queue.due(time.now());
        waking.cancel();
        Instant next = queue.next();
        if (next != null) {
            waking = time.after(Duration.between(time.now(), next), this::turn);
        }
        return due;
    }
}
