package io.drainguard.rescue;

import io.drainguard.rescue.RescueOutcome.Interrupted;
import java.util.function.Consumer;

/// How far a run has come, for the message of an interruption, which another thread may write. A call that changes
/// something is finished first, so that the message says what is.
final class Progress {
    private final RescueRequest request;
    private String worker = "";
    private String step = "checking the volume";
    private State state = State.UNTOUCHED;
    private boolean over;

    /// Where the volume is, as far as this run knows.
    enum State {
        /// This run has not attached it, and did not find it attached.
        UNTOUCHED,
        /// It is attached to the worker, or will be.
        ATTACHED,
        /// It is drained and free.
        DRAINED,
        /// It is deleted.
        DELETED
    }

    Progress(RescueRequest request) {
        this.request = request;
    }

    synchronized void begin(String what) {
        step = what;
    }

    synchronized void worker(String id) {
        worker = id;
    }

    synchronized String worker() {
        return worker;
    }

    synchronized void found(State now) {
        state = now;
    }

    synchronized boolean isAttached() {
        return state == State.ATTACHED;
    }

    /// Makes a call that changes something.
    synchronized void act(Runnable call) {
        call.run();
    }

    /// Makes a call that changes where the volume is. The new state counts from before the call, which may take effect
    /// although its answer is lost.
    synchronized void act(State then, Runnable call) {
        state = then;
        call.run();
    }

    synchronized void end() {
        over = true;
    }

    /// Tells of an interruption, unless the run is over. No call that changes something is made before `last` returns.
    synchronized void interrupt(Consumer<Interrupted> last) {
        if (!over) {
            last.accept(interrupted());
        }
    }

    synchronized Interrupted interrupted() {
        String goOn = "to go on, run: " + request.again(worker);
        String text = "interrupted while " + step + "; ";
        return switch (state) {
            case ATTACHED ->
                new Interrupted(
                        text + "the volume stays attached to the worker and goes on draining, and nothing on it was"
                                + " deleted",
                        goOn + " ; to go back, run: " + request.back());
            case UNTOUCHED -> new Interrupted(text + "the volume was not deleted, nor anything on it", goOn);
            case DRAINED -> new Interrupted(text + "the volume is drained and was not deleted", goOn);
            case DELETED ->
                new Interrupted(
                        text + "the volume is drained, and EC2 was asked to delete it",
                        "see 'drainguard rescue --list'; if it is still there, run: " + request.again(worker));
        };
    }
}
