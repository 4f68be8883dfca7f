package io.drainguard.sim.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Time that stands still until it is told to move; tasks due at the same instant run in the order they were given.
public final class VirtualTime implements SimTime {

    private record Task(Instant due, long number, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparingLong(Task::number));
    private Instant now;
    private long taken;

    /// Stops the clock at `start`.
    public VirtualTime(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant now() {
        return now;
    }

    @Override
    public synchronized Waiting after(Duration delay, Runnable work) {
        Task task = new Task(delay.isNegative() ? now : now.plus(delay), taken++, work);
        tasks.add(task);
        return () -> forget(task);
    }

    /// Moves the clock on by `step` and runs, each at its own instant, every task that falls due on the way,
    /// also those that such tasks add.
    public synchronized void advance(Duration step) {
        Instant end = now.plus(step);
        for (Task next = tasks.peek(); next != null && !next.due().isAfter(end); next = tasks.peek()) {
            tasks.remove();
            now = next.due();
            next.work().run();
        }
        now = end;
    }

    private synchronized void forget(Task task) {
        tasks.remove(task);
    }
}
