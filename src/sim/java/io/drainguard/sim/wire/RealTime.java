package io.drainguard.sim.wire;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Moves a world's clock along with the wall clock, faster by a factor; the only place of the simulator that
/// reads real time.
///
/// Stops on close. Virtual time that a caller has jumped ahead is kept: the clock then stands still until real
/// time has caught up.
public final class RealTime implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(10);

    private final SharedWorld world;
    private final double speed;
    private final Instant virtualStart;
    private final long realStart = System.nanoTime();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;

    private RealTime(SharedWorld world, double speed) {
        this.world = world;
        this.speed = speed;
        this.virtualStart = world.ask(w -> w.instant());
        this.thread = Thread.ofPlatform().daemon().name("simulated-clock").unstarted(this::run);
    }

    /// Starts to move the clock; 60 makes a virtual minute of each real second.
    public static RealTime start(SharedWorld world, double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("the speed must be above 0, and not " + speed);
        }
        RealTime driver = new RealTime(world, speed);
        driver.thread.start();
        return driver;
    }

    /// How many virtual seconds pass in a real one.
    public double speed() {
        return speed;
    }

    /// Stops the clock; throws what had stopped it before, should anything in the world have failed.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException broken = failure;
        if (broken != null) {
            throw new IllegalStateException("the simulated clock had stopped", broken);
        }
    }

    private void run() {
        try {
            while (!closed) {
                world.change(w -> w.advanceTo(due()));
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            // Closed while it slept.
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private Instant due() {
        return virtualStart.plusNanos((long) ((System.nanoTime() - realStart) * speed));
    }
}
