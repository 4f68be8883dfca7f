package io.drainguard.sim.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Time driven by the machine's clock, `speed` times as fast; the simulator's one real-time driver.
public final class RealTime implements SimTime, AutoCloseable {

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sim-time").daemon().factory());
    private final Instant start;
    private final long startNanos = System.nanoTime();
    private final int speed;

    private RealTime(Instant start, int speed) {
        if (speed < 1) {
            throw new IllegalArgumentException("speed must be at least 1, not " + speed);
        }
        this.start = start;
        this.speed = speed;
    }

    /// The machine's own time, for whatever shares a clock with real processes.
    public static RealTime asItIs() {
        return new RealTime(Clock.systemUTC().instant(), 1);
    }

    /// Time that begins at `start` and passes `speed` times as fast as the machine's.
    public static RealTime from(Instant start, int speed) {
        return new RealTime(start, speed);
    }

    @Override
    public Instant now() {
        return start.plusNanos(Math.multiplyExact(System.nanoTime() - startNanos, speed));
    }

    /// Once closed it takes a task, but never runs it: anybody who still works then need not know.
    @Override
    public Waiting after(Duration delay, Runnable task) {
        try {
            Future<?> waiting = thread.schedule(loudly(task), delay.toNanos() / speed, TimeUnit.NANOSECONDS);
            return () -> waiting.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    /// Forgets every waiting task and ends the thread.
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /// An executor keeps what a task throws to itself; here it goes where uncaught exceptions go.
    private static Runnable loudly(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        };
    }
}
