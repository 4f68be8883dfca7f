package io.drainguard.sim.world;

/// Something entered for later that need not happen after all.
public interface Cancellable {
    /// Strikes it out; without effect when it has happened already.
    void cancel();
}
