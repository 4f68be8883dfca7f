package io.drainguard.sweep;

/// Says that a look at a node has ended, as an event of Systems Manager tells. It has no answer in it.
///
/// @param command command id
/// @param instance EC2 instance id
public record LookEnded(String command, String instance) {
    /// Refuses a blank id.
    public LookEnded {
        if (command.isBlank() || instance.isBlank()) {
            throw new IllegalArgumentException("a look needs a command and an instance: '" + command + "', '" + instance + "'");
        }
    }
}
