package io.drainguard.proofs.demo;

import io.drainguard.sim.time.SimTime;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiConsumer;

/// Delivers what the nodes have queued, as simulated time passes: each file goes when its turn has come, and
/// only while its node runs.
final class Drainer implements AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final SimTime time;
    private final SharedWorld world;
    private final Map<String, QueueFiles> queues;
    private final BiConsumer<String, Instant> emptied;
    private final Instant start;
    private boolean closed;

    private Drainer(
            SimTime time, SharedWorld world, Map<String, QueueFiles> queues, BiConsumer<String, Instant> emptied) {
        this.time = time;
        this.world = world;
        this.queues = queues;
        this.emptied = emptied;
        this.start = time.now();
    }

    /// Starts to deliver.
    ///
    /// @param queues by node
    /// @param emptied told of each node when its last file goes; nobody else is with the world then
    static Drainer start(
            SimTime time, SharedWorld world, Map<String, QueueFiles> queues, BiConsumer<String, Instant> emptied) {
        Drainer drainer = new Drainer(time, world, queues, emptied);
        drainer.waitForTurn();
        return drainer;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private void waitForTurn() {
        SimTime.Waiting _ = time.after(STEP, this::turn);
    }

    private synchronized void turn() {
        if (!closed) {
            world.change(this::deliver);
            waitForTurn();
        }
    }

    private void deliver(World truth) {
        queues.forEach((node, queue) -> {
            Instant now = time.now();
            if (truth.instance(node).isRunning() && queue.drain(start, now)) {
                emptied.accept(node, now);
            }
        });
    }
}
