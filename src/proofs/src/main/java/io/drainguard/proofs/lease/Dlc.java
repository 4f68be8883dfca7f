package io.drainguard.proofs.lease;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A stand-in for the DLC: it spools numbered events and delivers them in order while its uplink is up. Of IBM's own
/// the files' names and the moment at which it writes its position are not known; here it writes the position once for
/// some events, so that a sudden end delivers those again.
final class Dlc {
    private static final Duration LEAST_TURN = Duration.ofSeconds(1);
    private static final Duration MOST_TURN = Duration.ofSeconds(8);

    /// Events delivered for one position written.
    private static final int BATCH = 3;

    private final Scene scene;
    private final Node node;
    private final Spool spool;
    private final Duration turn;
    private final Deque<Integer> queue = new ArrayDeque<>();
    private final List<Integer> unwritten = new ArrayList<>();
    private int next;
    private int position;
    private boolean alive = true;
    private boolean ready;

    /// @param spool the state that it works on
    Dlc(Scene scene, Node node, Spool spool) {
        this.scene = scene;
        this.node = node;
        this.spool = spool;
        this.turn = scene.between(LEAST_TURN, MOST_TURN);
    }

    Node node() {
        return node;
    }

    boolean isAlive() {
        return alive;
    }

    /// Whether it delivered this event and has not written its position since.
    boolean hasNotWritten(int event) {
        return unwritten.contains(event);
    }

    /// Reads the state, and works from then on.
    void start() {
        scene.judges().started(this);
        state(() -> {
            next = spool.size();
            position = spool.position();
            queue.addAll(spool.undelivered());
            ready = true;
            turn();
        });
    }

    private void turn() {
        if (!alive) {
            return;
        }
        for (int i = 0; i < BATCH && !queue.isEmpty() && node.hasUplink(); i++) {
            deliver(queue.remove());
        }
        state(this::write);
    }

    private void deliver(int event) {
        scene.judges().delivered(this, event);
        unwritten.add(event);
        position++;
    }

    private void writePosition() {
        spool.moveTo(position);
        unwritten.clear();
    }

    private void write() {
        writePosition();
        int event = scene.judges().nextEvent();
        spool.put(next++, event);
        queue.add(event);
        scene.judges().spooled(this, event);
        node.machine().after(turn, this::turn);
    }

    /// Stops as asked: it ends once its position is written.
    void stop(Runnable stopped) {
        state(() -> {
            if (ready) {
                writePosition();
                scene.judges().wrote(this);
            }
            alive = false;
            stopped.run();
        });
    }

    /// Ends without another word.
    void die() {
        alive = false;
    }

    /// Does something with the state, and only as long as it lives: where the file system gives no answer it waits.
    private void state(Runnable work) {
        node.machine().call(() -> {
            if (alive) {
                work.run();
            }
        });
    }
}
