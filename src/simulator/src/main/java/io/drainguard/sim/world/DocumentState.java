package io.drainguard.sim.world;

/// What DescribeDocument says of a document beside its name (API Reference, DocumentDescription).
///
/// @param type `Command`, `Automation` and so on
/// @param status `Active`, `Creating`, `Updating`, `Deleting` or `Failed`
public record DocumentState(String type, String status) {
    /// What every document is unless told otherwise.
    public static final DocumentState ACTIVE_COMMAND = new DocumentState("Command", "Active");
}
