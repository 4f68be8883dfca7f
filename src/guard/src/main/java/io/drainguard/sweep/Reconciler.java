package io.drainguard.sweep;

import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look;
import java.util.List;
import java.util.function.Supplier;

/// Settles one node on one look: lets the rule decide, carries the decision out, flags and wait, in the order
/// that loses nothing when a call in between fails, and writes it down.
final class Reconciler {
    private static final String FAILED = "failed: ";

    private final DecisionExecutor acts;
    private final Holds holds;
    private final VolumeProtection flags;
    private final Volumes volumes;
    private final Journal journal;
    private final Tally tally;

    Reconciler(
            DecisionExecutor acts, Holds holds, VolumeProtection flags, Volumes volumes, Journal journal, Tally tally) {
        this.acts = acts;
        this.holds = holds;
        this.flags = flags;
        this.volumes = volumes;
        this.journal = journal;
        this.tally = tally;
    }

    /// These nodes are Empty, and settled next.
    void expect(List<Visit> empty) {
        flags.expect(empty.stream().map(Visit::instance).toList());
    }

    /// The time is up: flags of nodes that go on waiting are left to the next sweep.
    void leaveFlags() {
        flags.leave();
    }

    void settle(Visit visit, Look look) {
        Decision decision = Decider.decide(visit.node(), look, visit.policy());
        tally.decided(visit.node(), look, decision);
        switch (decision) {
            case Hold hold -> {
                // The heartbeat first: while the node is held its volumes are not at risk.
                String outcome = act(visit, hold);
                write(visit, look, hold, set(visit, look, hold), outcome);
            }
            case Release release -> release(visit, look, release);
            case GiveUp giveUp -> {
                String volumes = set(visit, look, giveUp);
                write(visit, look, giveUp, volumes, act(visit, giveUp));
            }
            case Terminate terminate -> write(visit, look, terminate, "kept", act(visit, terminate));
            case Leave leave -> write(visit, look, leave, set(visit, look, leave), act(visit, leave));
        }
    }

    /// Flags that are not set back would outlive the node as volumes that nobody knows, so it is held until they are.
    private void release(Visit visit, Look look, Release release) {
        String volumes = set(visit, look, release);
        if (volumes.startsWith(FAILED)) {
            attempt(visit, () -> holds.hold(visit.id()));
            write(visit, look, release, volumes, "held, since its volumes could not be set back");
        } else if (volumes.equals(VolumeProtection.HELD_BACK)) {
            write(visit, look, release, volumes, "held: " + attempt(visit, () -> holds.hold(visit.id())));
        } else {
            String outcome = visit.node().usesUpTheRelease() ? releaseOnce(visit, release) : act(visit, release);
            write(visit, look, release, volumes, outcome);
        }
    }

    /// The tag would let a node that comes back go unseen in its next wait, so it goes first, or the node stays.
    private String releaseOnce(Visit visit, Release release) {
        if (clearOverride(visit).startsWith(FAILED)) {
            attempt(visit, () -> holds.hold(visit.id()));
            return "held, since the operator's tag could not be taken off";
        }
        String outcome = act(visit, release);
        return outcome.startsWith(FAILED) ? outcome + "; held, the operator's tag is off: set it again" : outcome;
    }

    private String clearOverride(Visit visit) {
        return attempt(visit, () -> {
            volumes.clearOverride(visit.id());
            return "taken off";
        });
    }

    private String act(Visit visit, Decision decision) {
        return attempt(visit, () -> acts.carryOut(visit, decision));
    }

    private String set(Visit visit, Look look, Decision decision) {
        return attempt(visit, () -> flags.set(visit, look, decision));
    }

    private String attempt(Visit visit, Supplier<String> call) {
        try {
            return call.get();
        } catch (Fault fault) {
            tally.failed("node " + visit.id() + ": " + fault.getMessage());
            return FAILED + fault.getMessage();
        }
    }

    private void write(Visit visit, Look look, Decision decision, String volumes, String outcome) {
        journal.decided(visit.node(), look, decision, volumes, outcome);
    }
}
