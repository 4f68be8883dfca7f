package io.drainguard.sweep;

import java.time.Duration;
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

    /// Converts a time of AWS's clock to a clock that showed `now` at this reading, so that a difference
    /// between the two clocks does not change how long a wait has lasted.
    Instant onClockOf(Instant now, Instant aws) {
        return now.minus(Duration.between(aws, at));
    }
}
