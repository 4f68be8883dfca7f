package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import java.util.List;

/// One node that a sweep has settled.
///
/// @param node the node as the guard had read it
/// @param look what its drain document answered
/// @param decision what the rule made of both
/// @param volumes what became of its volumes' flags
/// @param outcome what came of the decision
/// @param unmarked why marks could not be set; none if all are
public record Settled(
        Node node, Look look, Decision decision, VolumeOutcome volumes, ActionOutcome outcome, List<Fault> unmarked) {
    /// Copies the failures.
    public Settled {
        unmarked = List.copyOf(unmarked);
    }

    /// A node whose marks are all set.
    public Settled(Node node, Look look, Decision decision, VolumeOutcome volumes, ActionOutcome outcome) {
        this(node, look, decision, volumes, outcome, List.of());
    }

    /// Tells whether the node's wait, or its time as a retained node, is over.
    boolean endsWait() {
        boolean lets = switch (decision) {
            case Decision.Release _, Decision.GiveUp _, Decision.Terminate _ -> true;
            case Decision.Hold _, Decision.Leave _ -> false;
        };
        return lets && (outcome instanceof ActionOutcome.Done || outcome instanceof ActionOutcome.AlreadyEnded);
    }
}
