package io.drainguard.sweep;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one sweep did and saw.
///
/// @param groups groups read
/// @param total the numbers of all groups together
/// @param each the numbers of each group that has nodes
/// @param failures one sentence for each group or node that could not be served, naming it
public record Report(int groups, Numbers total, SortedMap<String, Numbers> each, List<String> failures) {
    /// Copies groups and failures.
    public Report {
        each = Collections.unmodifiableSortedMap(new TreeMap<>(each));
        failures = List.copyOf(failures);
    }

    /// Returns a number of all groups together, zero if it is not known.
    public long of(Measure measure) {
        return total.of(measure);
    }

    /// Returns how many nodes were released, for whatever reason.
    public long released() {
        return of(Measure.RELEASED_EMPTY)
                + of(Measure.RELEASED_BY_OPERATOR)
                + of(Measure.RELEASED_ENDED)
                + of(Measure.RELEASED_UNSTARTED)
                + of(Measure.RELEASED_YIELDING);
    }

    /// The same without its failures.
    Report withoutFailures() {
        return new Report(groups, total, each, List.of());
    }
}
