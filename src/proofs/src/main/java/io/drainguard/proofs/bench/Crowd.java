package io.drainguard.proofs.bench;

import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Many guards on one virtual clock, each in a thread of its own, of which one runs at a time: the one that lets
/// time pass hands over to the next one. The same guards in the same order give the same story.
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

    /// A guard, or a part of one, that begins at a time of its own.
    void at(Instant begin, Runnable guard) {
        Semaphore first = new Semaphore(0);
        enter(begin, first);
        Thread.ofVirtual().start(() -> {
            first.acquireUninterruptibly();
            try {
                guard.run();
            } catch (RuntimeException | Error failure) {
                broken.add(failure);
            } finally {
                back.release();
            }
        });
    }

    private void enter(Instant at, Semaphore go) {
        turns.add(new Turn(at, entered++, go));
    }

    /// Lets time pass for the guard that runs; outside of any guard for the world alone.
    void pass(Duration length) {
        if (present == null) {
            world.advance(length);
            return;
        }
        Semaphore next = new Semaphore(0);
        enter(world.instant().plus(length), next);
        rest(next);
    }

    /// Lets the others go on until one of them [#wake]s anybody who rests here.
    void rest(Semaphore until) {
        back.release();
        until.acquireUninterruptibly();
    }

    /// Lets anybody who rests here go on, at the present time.
    void wake(Semaphore resting) {
        enter(world.instant(), resting);
    }

    /// Runs until then, or until every guard has ended and nothing more is due.
    void runUntil(Instant end) {
        while (true) {
            Turn turn = turns.peek();
            Instant due = world.nextDue();
            boolean first = due != null && (turn == null || !due.isAfter(turn.at));
            Instant next = first ? due : turn == null ? null : turn.at;
            if (next == null || next.isAfter(end)) {
                break;
            }
            if (first) {
                world.advanceTo(next);
            } else {
                turn(turns.remove());
            }
            if (!broken.isEmpty()) {
                throw new IllegalStateException(broken.size() + " guards broke: " + broken.peek(), broken.peek());
            }
        }
        world.advanceTo(end);
    }

    private void turn(Turn turn) {
        world.advanceTo(turn.at);
        present = turn;
        turn.go.release();
        back.acquireUninterruptibly();
        present = null;
    }
}
