package io.drainguard.sim.bus;

/// Where a rule or a schedule sends to.
@FunctionalInterface
public interface Target {

    /// Takes an event, JSON in UTF-8. Must not block.
    void deliver(byte[] event);
}
