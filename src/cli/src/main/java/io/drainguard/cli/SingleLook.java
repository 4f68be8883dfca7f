package io.drainguard.cli;

import io.drainguard.decide.Look;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks one node through its drain document, as a sweep would, and waits for the answer.
///
/// @param pause how often the answer is asked for
/// @param patience how long the answer may take
record SingleLook(Looks looks, Time time, Duration pause, Duration patience) {
    /// The node's answer.
    ///
    /// @param late why the look is Unknown where the answer does not come
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
