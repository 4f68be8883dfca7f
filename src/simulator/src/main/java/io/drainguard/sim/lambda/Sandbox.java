package io.drainguard.sim.lambda;

import java.util.concurrent.CompletableFuture;

/// Something that runs one invocation at a time.
interface Sandbox extends AutoCloseable {

    CompletableFuture<Outcome> invoke(String requestId, byte[] payload);

    /// Whether it can take an invocation, now or after the running one.
    boolean alive();

    void kill();

    @Override
    void close();
}
