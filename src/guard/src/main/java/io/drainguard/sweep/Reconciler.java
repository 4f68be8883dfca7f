package io.drainguard.sweep;

import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look;
import io.drainguard.sweep.ActionOutcome.Obstacle;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Settles one node on one look: lets the rule decide, carries the decision out, flags and wait, in the order
/// that loses nothing when a call in between fails, and writes it down.
final class Reconciler {
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
                ActionOutcome outcome = act(visit, hold);
                write(visit, look, hold, set(visit, look, hold), outcome);
            }
            case Release release -> {
                VolumeOutcome volumes = set(visit, look, release);
                write(visit, look, release, volumes, release(visit, release, volumes));
            }
            case GiveUp giveUp -> {
                VolumeOutcome volumes = set(visit, look, giveUp);
                write(visit, look, giveUp, volumes, act(visit, giveUp));
            }
            case Terminate terminate -> write(visit, look, terminate, new VolumeOutcome.Kept(), act(visit, terminate));
            case Leave leave -> write(visit, look, leave, set(visit, look, leave), act(visit, leave));
        }
    }

    /// Flags that are not set back would outlive the node as volumes that no owner knows, so the guard holds the node
    /// until they are.
    private ActionOutcome release(Visit visit, Release release, VolumeOutcome volumes) {
        return switch (volumes) {
            case VolumeOutcome.Failed _ -> holdInstead(visit, Obstacle.VOLUMES_NOT_RESTORED);
            case VolumeOutcome.KeptForOperator _ -> holdInstead(visit, Obstacle.OPERATOR_HOLDS);
            case VolumeOutcome.Kept _,
                    VolumeOutcome.Restored _,
                    VolumeOutcome.Unmarked _,
                    VolumeOutcome.AlreadyProtected _,
                    VolumeOutcome.NoVolumes _,
                    VolumeOutcome.Protected _,
                    VolumeOutcome.ProtectionOff _,
                    VolumeOutcome.Unread _,
                    VolumeOutcome.Deferred _,
                    VolumeOutcome.GoneWithNode _,
                    VolumeOutcome.DryRun _ ->
                visit.node().usesUpTheRelease() ? releaseOnce(visit, release) : act(visit, release);
        };
    }

    /// The tag would let a node that comes back go unseen in its next wait, so it goes first, or the node stays.
    private ActionOutcome releaseOnce(Visit visit, Release release) {
        if (!clearOverride(visit)) {
            return holdInstead(visit, Obstacle.TAG_NOT_REMOVED);
        }
        ActionOutcome outcome = act(visit, release);
        return outcome instanceof ActionOutcome.Failed(Fault fault)
                ? new ActionOutcome.FailedWithoutTag(fault)
                : outcome;
    }

    private ActionOutcome holdInstead(Visit visit, Obstacle obstacle) {
        return new ActionOutcome.HeldInstead(
                obstacle, attempt(visit, () -> holds.hold(visit.id()), ActionOutcome.Failed::new));
    }

    /// Tells whether the operator's tag is off.
    private boolean clearOverride(Visit visit) {
        return attempt(
                visit,
                () -> {
                    volumes.clearOverride(visit.id());
                    return true;
                },
                fault -> false);
    }

    private ActionOutcome act(Visit visit, Decision decision) {
        return attempt(visit, () -> acts.carryOut(visit, decision), ActionOutcome.Failed::new);
    }

    private VolumeOutcome set(Visit visit, Look look, Decision decision) {
        return attempt(visit, () -> flags.set(visit, look, decision), VolumeOutcome.Failed::new);
    }

    private <T> T attempt(Visit visit, Supplier<T> call, Function<Fault, T> failed) {
        try {
            return call.get();
        } catch (Fault fault) {
            tally.failed("node " + visit.id() + ": " + fault.getMessage());
            return failed.apply(fault);
        }
    }

    private void write(Visit visit, Look look, Decision decision, VolumeOutcome volumes, ActionOutcome outcome) {
        journal.decided(new Settled(visit.node(), look, decision, volumes, outcome));
    }
}
