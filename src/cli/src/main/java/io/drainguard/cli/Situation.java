package io.drainguard.cli;

import java.time.Instant;
import java.util.List;

/// Which nodes wait or were retained at one moment.
///
/// @param at when, by AWS's clock
/// @param groups names of the groups that were read
/// @param rows one for each node
/// @param problems what could not be read, a sentence each
record Situation(Instant at, List<String> groups, List<NodeRow> rows, List<String> problems) {
    Situation {
        groups = List.copyOf(groups);
        rows = List.copyOf(rows);
        problems = List.copyOf(problems);
    }
}
