package io.drainguard.sweep;

import java.time.Instant;
import java.util.List;

/// The groups, and the time of AWS's own clock when the guard read them.
///
/// @param at AWS's time
/// @param groups every group that opted in
public record Reading(Instant at, List<Group> groups) {
    /// Copies the groups.
    public Reading {
        groups = List.copyOf(groups);
    }
}
