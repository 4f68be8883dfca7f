package io.drainguard.sim.world;

/// Receives events as they are delivered.
public interface EventListener {
    /// An event arrives; its own time may lie well in the past.
    void receive(Event event);
}
