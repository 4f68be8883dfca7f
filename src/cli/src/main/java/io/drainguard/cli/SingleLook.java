package io.drainguard.cli;

import io.drainguard.decide.Look;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs the drain document on one node, as a sweep does, and waits for the answer.
///
/// @param pause how long to wait between two requests for the answer
/// @param patience how long the answer may take
record SingleLook(Looks looks, Time time, Duration pause, Duration patience) {
    /// Returns the node's answer.
    ///
    /// @param late the reason of the Unknown look if no answer arrives in time
    Look at(String node, String document, String late) {
        Looks.Asked asked = looks.start(document, List.of(node), Set.of(node));
        Instant end = time.instant().plus(patience);
        Map<String, Look> answers = asked.answers();
        while (!answers.containsKey(node) && time.instant().isBefore(end)) {
            time.pause(pause);
            answers = asked.answers();
        }
        return answers.getOrDefault(node, new Look.Unknown(late));
    }
}
