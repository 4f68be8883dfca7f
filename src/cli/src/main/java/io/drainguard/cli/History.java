package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// What happened to a node, as far as it could be read. Pure.
///
/// @param since from when on it was read
/// @param until when it was read
/// @param events in time order
/// @param sources what was asked
record History(NodeId id, Instant since, Instant until, List<Happened> events, List<Source> sources) {
    History {
        events = events.stream().sorted(Comparator.comparing(Happened::at)).toList();
        sources = List.copyOf(sources);
    }

    /// A source of the history.
    ///
    /// @param problem why it is not whole, empty if it is
    record Source(String name, String problem) {
        boolean whole() {
            return problem.isEmpty();
        }
    }

    /// Whether every source was read.
    boolean complete() {
        return sources.stream().allMatch(Source::whole);
    }
}
