package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.Outlook;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Row;
import java.util.List;

/// One node that a sweep has settled.
///
/// @param node the node as the guard had read it
/// @param look what its drain document answered
/// @param outlook how long it may be held, and how its looks go
/// @param decision what the rule made of all three
/// @param volumes what became of its volumes' flags
/// @param outcome what came of the decision
/// @param unmarked why marks could not be set; none if all are
public record Settled(
        Node node,
        Look look,
        Outlook outlook,
        Decision decision,
        VolumeOutcome volumes,
        ActionOutcome outcome,
        List<Fault> unmarked) {
    /// Copies the failures.
    public Settled {
        unmarked = List.copyOf(unmarked);
    }

    /// A node whose marks are all set.
    public Settled(
            Node node, Look look, Outlook outlook, Decision decision, VolumeOutcome volumes, ActionOutcome outcome) {
        this(node, look, outlook, decision, volumes, outcome, List.of());
    }

    /// Returns the row of the rule's table that the decision follows.
    public Row row() {
        return Row.of(node, look, outlook.policy());
    }

    /// Tells whether the decision lets the node leave its wait, or its time as a retained node.
    private boolean lets() {
        return switch (decision) {
            case Decision.Release _, Decision.GiveUp _, Decision.Terminate _ -> true;
            case Decision.Hold _, Decision.Leave _ -> false;
        };
    }

    /// Tells whether the guard has ended the node's wait, or its time as a retained node; in a dry run, whether it
    /// would have.
    public boolean isDone() {
        return lets() && (outcome instanceof ActionOutcome.Done || outcome instanceof ActionOutcome.DryRun);
    }

    /// Tells whether its group keeps the node, running and out of service.
    public boolean isRetained() {
        return node.phase() == Phase.RETAINED || (decision instanceof Decision.GiveUp && isDone());
    }

    /// Tells whether the group still has the node: it waits on, or is retained.
    public boolean stays() {
        boolean leaves = decision instanceof Decision.Release || decision instanceof Decision.Terminate;
        return !leaves || !(isDone() || endsWait());
    }

    /// Tells whether the node's wait, or its time as a retained node, is over.
    boolean endsWait() {
        return lets() && (outcome instanceof ActionOutcome.Done || outcome instanceof ActionOutcome.AlreadyEnded);
    }
}
