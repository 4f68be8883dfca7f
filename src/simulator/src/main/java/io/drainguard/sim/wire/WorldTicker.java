package io.drainguard.sim.wire;

import io.drainguard.sim.time.SimTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Moves a world's clock along with a [SimTime], a step at a time.
///
/// Virtual time that a caller has jumped ahead is kept: the world then stands still until the other time has caught
/// up.
public final class WorldTicker implements AutoCloseable {
    private final SharedWorld world;
    private final SimTime time;
    private final Duration step;
    private SimTime.Waiting next = () -> {};
    private boolean closed;
    private @Nullable RuntimeException failure;

    private WorldTicker(SharedWorld world, SimTime time, Duration step) {
        this.world = world;
        this.time = time;
        this.step = step;
    }

    /// Starts to move the world's clock.
    ///
    /// @param step how far the world may lag behind, in the time it follows
    public static WorldTicker start(SharedWorld world, SimTime time, Duration step) {
        if (!step.isPositive()) {
            throw new IllegalArgumentException("the step must be above zero, and not " + step);
        }
        WorldTicker ticker = new WorldTicker(world, time, step);
        ticker.waitForTick();
        return ticker;
    }

    /// Stops the clock; throws what had stopped it before, should anything in the world have failed.
    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
        RuntimeException broken = failure;
        if (broken != null) {
            throw new IllegalStateException("the simulated clock had stopped", broken);
        }
    }

    private synchronized void waitForTick() {
        next = time.after(step, this::tick);
    }

    private synchronized void tick() {
        if (closed) {
            return;
        }
        try {
            world.change(w -> w.advanceTo(time.now()));
            waitForTick();
        } catch (RuntimeException e) {
            failure = e;
        }
    }
}
