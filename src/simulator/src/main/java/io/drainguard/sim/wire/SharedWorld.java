package io.drainguard.sim.wire;

import io.drainguard.sim.world.World;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/// One lock round a world that several threads use: server, clock and test.
public final class SharedWorld {
    private final World world;
    private final ReentrantLock lock = new ReentrantLock();

    /// Puts the lock round a world; from now on nobody should touch the world past it.
    public SharedWorld(World world) {
        this.world = world;
    }

    /// Asks the world something, alone with it.
    public <T> T ask(Function<World, T> question) {
        lock.lock();
        try {
            return question.apply(world);
        } finally {
            lock.unlock();
        }
    }

    /// Does something to the world, alone with it.
    public void change(Consumer<World> change) {
        lock.lock();
        try {
            change.accept(world);
        } finally {
            lock.unlock();
        }
    }

    World unguarded() {
        return world;
    }
}
