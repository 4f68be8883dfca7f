package io.drainguard.sweep;

/// What an event says about a look that has ended: only where its answer can be read. The guard believes nothing of it
/// before it has read command and answer from AWS.
///
/// @param command id of the command, 36 characters (Systems Manager API Reference, Command)
/// @param instance EC2 instance id of the node that answered, or that never will
public record LookEnded(String command, String instance) {
    /// Builds the news.
    ///
    /// @throws IllegalArgumentException if a part of it is blank
    public LookEnded {
        if (command.isBlank() || instance.isBlank()) {
            throw new IllegalArgumentException("an ended look without command or instance");
        }
    }
}
