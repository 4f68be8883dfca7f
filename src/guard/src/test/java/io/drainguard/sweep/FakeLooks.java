package io.drainguard.sweep;

import io.drainguard.decide.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Answers from a map, some time after the guard asked; an instance that is not in the map never answers.
final class FakeLooks implements Looks {
    final Map<String, Look> looks = new HashMap<>();
    final Map<String, Fault> faults = new HashMap<>();
    final List<List<String>> batches = new ArrayList<>();
    final List<Set<String>> doubtful = new ArrayList<>();
    final Time time;
    Duration delay = Duration.ofSeconds(17);
    /// The duration of the call that asks.
    Duration slow = Duration.ZERO;

    /// The duration of the call that reads answers.
    Duration slowRead = Duration.ZERO;

    int reads;
    Fault readFault;

    FakeLooks(Time time) {
        this.time = time;
    }

    @Override
    public Asked start(String document, List<String> instances, Set<String> doubtful) {
        this.doubtful.add(doubtful);
        if (faults.containsKey(document)) {
            throw faults.get(document);
        }
        batches.add(instances);
        time.pause(slow);
        Instant ready = time.instant().plus(delay);
        return () -> {
            reads++;
            time.pause(slowRead);
            if (readFault != null) {
                throw readFault;
            }
            Map<String, Look> answers = new HashMap<>(looks);
            answers.keySet().retainAll(time.instant().isBefore(ready) ? List.of() : instances);
            return answers;
        };
    }
}
