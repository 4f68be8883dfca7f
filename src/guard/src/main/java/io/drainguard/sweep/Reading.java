package io.drainguard.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The groups, and what AWS's own clock showed when they were read.
///
/// @param at AWS's time
/// @param groups every group that opted in
public record Reading(Instant at, List<Group> groups) {
    /// Copies the groups.
    public Reading {
        groups = List.copyOf(groups);
    }

    /// A point in AWS's time on a clock that showed `now` at this reading: how long a wait has lasted is then free of
    /// any difference between the two clocks.
    Instant onClockOf(Instant now, Instant aws) {
        return now.minus(Duration.between(aws, at));
    }
}
