package io.drainguard.proofs.demo.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A story of a dsiem cluster as it went.
///
/// @param account what the account recorded of the nodes that had to go
/// @param samples how the cluster stood, oldest first, at least one
/// @param names of the backends' instances with their nodes, in the order of their launch
/// @param verdict how it ended, in a sentence
public record DsiemRecording(Recording account, List<Sample> samples, Map<String, String> names, String verdict) {
    /// How the cluster stood at a moment.
    ///
    /// @param accepted events that frontends answered 200
    /// @param seen events that reached a backend, by its instance
    /// @param raised alarms that backends wrote, each once
    /// @param shipped alarms that arrived, each once
    public record Sample(Instant at, int accepted, Map<String, Integer> seen, int raised, int shipped) {}

    /// Whether all happened that the story promises.
    public boolean good() {
        return account.broken().isEmpty();
    }

    /// How it stood at the end.
    public Sample last() {
        return samples.getLast();
    }
}
