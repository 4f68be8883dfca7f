package io.drainguard.sim.lambda;

import java.util.concurrent.CompletableFuture;

/// One event on its way through an execution environment.
final class Invocation {

    final String requestId;
    final byte[] payload;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    Invocation(String requestId, byte[] payload) {
        this.requestId = requestId;
        this.payload = payload;
    }

    /// Tells the caller on a thread of its own, so that it is free to call back.
    void finish(Outcome result) {
        Thread.startVirtualThread(() -> outcome.complete(result));
    }
}
