package io.drainguard.proofs.bench;

import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Many guards on one virtual clock, each in a thread of its own, of which one runs at a time: whoever lets time pass
/// hands over to whoever is next. The same guards in the same order give the same story.
final class Crowd {
    private final World world;
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final Queue<Throwable> broken = new ArrayDeque<>();
    private final Semaphore back = new Semaphore(0);
    private long entered;
    private @Nullable Turn present;

    Crowd(World world) {
        this.world = world;
    }

    private record Turn(Instant at, long order, Semaphore go) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /// A guard that begins at a time of its own.
    void at(Instant begin, Runnable guard) {
        Turn first = enter(begin);
        Thread.ofVirtual().start(() -> {
            first.go.acquireUninterruptibly();
            try {
                guard.run();
            } catch (RuntimeException | Error failure) {
                broken.add(failure);
            } finally {
                back.release();
            }
        });
    }

    private Turn enter(Instant at) {
        Turn turn = new Turn(at, entered++, new Semaphore(0));
        turns.add(turn);
        return turn;
    }

    /// Lets time pass for the guard that runs; outside of any guard for the world alone.
    void pass(Duration length) {
        if (present == null) {
            world.advance(length);
            return;
        }
        Turn next = enter(world.instant().plus(length));
        back.release();
        next.go.acquireUninterruptibly();
    }

    /// Runs until every guard has ended.
    void run() {
        for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
            world.advanceTo(turn.at);
            present = turn;
            turn.go.release();
            back.acquireUninterruptibly();
        }
        present = null;
        if (!broken.isEmpty()) {
            throw new IllegalStateException(broken.size() + " guards broke", broken.peek());
        }
    }
}
