package io.drainguard.sim.lambda;

import org.jspecify.annotations.Nullable;

/// The one place in an execution environment where an invocation can be: waiting, then running.
///
/// An invocation is over when the runtime asks for the next one, not already when it answers (source: Lambda
/// Developer Guide, lambda-runtime-environment, "Invoke phase"). So an environment that reported its result is
/// either ready again or known to be dead, and nothing is sent to a process on its way out.
final class InvocationSlot {

    private @Nullable Invocation waiting;
    private @Nullable Invocation running;
    private @Nullable Outcome answer;
    private @Nullable Outcome ended;

    /// Hands in an invocation; when the environment has ended, its outcome is that end.
    synchronized void submit(Invocation invocation) {
        if (ended != null) {
            invocation.finish(ended);
            return;
        }
        if (waiting != null || running != null) {
            throw new IllegalStateException("one invocation at a time: " + invocation.requestId + " came too early");
        }
        waiting = invocation;
        notifyAll();
    }

    /// Blocks until there is an invocation to run; `null` when the environment has ended.
    synchronized @Nullable Invocation take() throws InterruptedException {
        finishRunning();
        while (waiting == null && ended == null) {
            wait();
        }
        running = waiting;
        waiting = null;
        return running;
    }

    /// Takes the runtime's answer for the running invocation; false when `requestId` is not the running one.
    synchronized boolean answer(String requestId, Outcome outcome) {
        if (running == null || !running.requestId.equals(requestId)) {
            return false;
        }
        answer = outcome;
        return true;
    }

    /// Ends the environment: what is in the slot ends with the answer it has, else with `cause`. Only the first cause
    /// counts.
    synchronized void end(Outcome cause) {
        if (ended != null) {
            return;
        }
        ended = cause;
        finishRunning();
        if (waiting != null) {
            waiting.finish(cause);
            waiting = null;
        }
        notifyAll();
    }

    /// Whether `invocation` is the running one.
    synchronized boolean runs(Invocation invocation) {
        return running == invocation;
    }

    private void finishRunning() {
        if (running != null) {
            running.finish(answer != null ? answer : unanswered());
            running = null;
            answer = null;
        }
    }

    private Outcome unanswered() {
        return ended != null ? ended : new Outcome.Failed("Runtime.NoResponse", "asked for the next event unanswered");
    }
}
