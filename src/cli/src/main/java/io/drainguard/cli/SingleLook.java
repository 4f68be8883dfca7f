package io.drainguard.cli;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Runs the drain document on one node, as the guard does for the first look of a wait, and waits for the answer.
///
/// @param pause how long to wait between two requests for the answer
/// @param patience how long the answer may take
record SingleLook(Looks looks, Time time, Duration pause, Duration patience) {
    /// Returns the node's answer.
    ///
    /// @param late the reason of the Unknown look if no answer arrives in time
    Look at(String node, String document, String late) {
        Instant start = time.instant();
        Looks.Started started = looks.start(document, List.of(node), Duration.ZERO);
        String refused = started.refused().get(node);
        if (refused != null) {
            return new Look.Unknown(refused);
        }
        List<Answer> answers = looks.answers(started.commands());
        while (!isComplete(answers, start) && time.instant().isBefore(start.plus(patience))) {
            time.pause(pause);
            answers = looks.answers(started.commands());
        }
        return answers.isEmpty() ? new Look.Unknown(late) : answers.getFirst().look();
    }

    /// Counts the time since the request by the operator's clock alone, which may differ from AWS's.
    private boolean isComplete(List<Answer> answers, Instant start) {
        return answers.stream()
                .anyMatch(
                        answer -> !answer.mayFollow(answer.command().requested().plus(time.since(start))));
    }
}
