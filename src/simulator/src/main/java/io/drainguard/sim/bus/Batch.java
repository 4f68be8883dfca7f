package io.drainguard.sim.bus;

import java.util.List;

/// The messages that one poller hands to the function at once, in no order that means anything.
///
/// @param poller which of the mapping's pollers has gathered it, from 0
public record Batch<T>(int poller, List<QueueMessage<T>> messages) {
    /// Copies the messages.
    public Batch {
        messages = List.copyOf(messages);
    }
}
