package io.drainguard.cli;

import java.time.Instant;
import java.util.List;

/// The nodes that wait or were retained at one moment.
///
/// @param at the time of the reading, by AWS's clock
/// @param groups names of the groups that were read
/// @param rows one row for each node
/// @param problems what could not be read, one sentence each
record Situation(Instant at, List<String> groups, List<NodeRow> rows, List<String> problems) {
    Situation {
        groups = List.copyOf(groups);
        rows = List.copyOf(rows);
        problems = List.copyOf(problems);
    }
}
