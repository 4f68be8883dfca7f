package io.drainguard.sweep;

/// What a guard reads, acts and tells through.
///
/// @param calls how the guard makes several calls at once
/// @param usage how many calls it made
public record Ports(
        Groups groups,
        Looks looks,
        Volumes volumes,
        SideBySide calls,
        Journal journal,
        Time time,
        Notices notices,
        Usage usage) {
    /// Ports of a guard that tells nobody and whose calls nobody counts.
    public Ports(Groups groups, Looks looks, Volumes volumes, SideBySide calls, Journal journal, Time time) {
        this(groups, looks, volumes, calls, journal, time, Notices.OFF, Usage.NONE);
    }
}
