package io.drainguard.sim.lambda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A function's execution environments, at most as many at work as its reserved concurrency.
///
/// An environment is used again when it is free, and replaced when it has ended: the next event starts a new one, as
/// after a timeout or a crash in Lambda (source: Lambda Developer Guide, lambda-runtime-environment and
/// configuration-concurrency).
final class EnvironmentPool implements AutoCloseable {

    private final int reservedConcurrency;
    private final Supplier<? extends Sandbox> starter;
    private final Deque<Sandbox> idle = new ArrayDeque<>();
    private final Set<Sandbox> busy = new LinkedHashSet<>();
    private boolean closed;

    EnvironmentPool(int reservedConcurrency, Supplier<? extends Sandbox> starter) {
        if (reservedConcurrency < 0) {
            throw new IllegalArgumentException("reserved concurrency " + reservedConcurrency);
        }
        this.reservedConcurrency = reservedConcurrency;
        this.starter = starter;
    }

    /// Runs the function, or tells at once that it is throttled.
    CompletableFuture<Outcome> invoke(String requestId, byte[] payload) {
        Sandbox sandbox = borrow();
        if (sandbox == null) {
            return CompletableFuture.completedFuture(new Outcome.Throttled());
        }
        return sandbox.invoke(requestId, payload).whenComplete((_, _) -> giveBack(sandbox));
    }

    /// Kills every environment there is and returns how many.
    synchronized int kill() {
        busy.forEach(Sandbox::kill);
        idle.forEach(Sandbox::close);
        int killed = busy.size() + idle.size();
        idle.clear();
        return killed;
    }

    @Override
    public void close() {
        allForGood().forEach(Sandbox::close);
    }

    private synchronized List<Sandbox> allForGood() {
        closed = true;
        List<Sandbox> all = new ArrayList<>(busy);
        all.addAll(idle);
        busy.clear();
        idle.clear();
        return all;
    }

    private synchronized @Nullable Sandbox borrow() {
        if (closed || busy.size() >= reservedConcurrency) {
            return null;
        }
        Sandbox sandbox = reusable();
        if (sandbox == null) {
            sandbox = starter.get();
        }
        busy.add(sandbox);
        return sandbox;
    }

    private @Nullable Sandbox reusable() {
        for (Sandbox next = idle.poll(); next != null; next = idle.poll()) {
            if (next.alive()) {
                return next;
            }
            next.close();
        }
        return null;
    }

    /// After a close the environment is no longer among the busy ones, and already ended.
    private synchronized void giveBack(Sandbox sandbox) {
        if (!busy.remove(sandbox)) {
            return;
        }
        if (sandbox.alive()) {
            idle.push(sandbox);
        } else {
            sandbox.close();
        }
    }
}
