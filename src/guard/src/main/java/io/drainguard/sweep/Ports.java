package io.drainguard.sweep;

/// What a guard reads and acts through.
///
/// @param calls how the guard makes several calls at once
public record Ports(Groups groups, Looks looks, Volumes volumes, SideBySide calls, Journal journal, Time time) {}
