package io.drainguard.sweep;

import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.sweep.ActionOutcome.Obstacle;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Settles one node on one look: lets the rule decide and carries the decision out, flags and wait, in the order
/// that loses nothing when a call in between fails. It keeps no state, so it may settle several nodes at once.
final class Reconciler {
    private final Groups groups;
    private final Volumes volumes;
    private final VolumeProtection flags;
    private final Leases leases;

    Reconciler(Ports ports, VolumeProtection flags, Leases leases) {
        this.groups = ports.groups();
        this.volumes = ports.volumes();
        this.flags = flags;
        this.leases = leases;
    }

    /// Settles the node. A call that fails is part of the result: the node stays held, and the next sweep decides anew.
    ///
    /// @param machine what EC2 says of the node, read a moment ago; `null` if it could not be read
    Settled settle(Visit visit, @Nullable InstanceDetails machine, Look look, Instant now) {
        Node node = visit.node(machine, now);
        Decision decision = Decider.decide(node, look, visit.policy());
        VolumeOutcome outcome = flags.set(visit, machine, look, decision);
        return new Settled(node, look, decision, outcome, act(visit, node, decision, outcome));
    }

    private ActionOutcome act(Visit visit, Node node, Decision decision, VolumeOutcome outcome) {
        return switch (decision) {
            case Hold hold -> leases.outcome(visit.id());
            case Release release -> release(visit, node, outcome);
            case GiveUp giveUp -> attempt(() -> groups.giveUp(visit.id(), visit.hookName()));
            case Terminate terminate -> attempt(() -> groups.terminate(visit.id()));
            case Leave leave -> new ActionOutcome.Left();
        };
    }

    /// Flags that are not set back would outlive the node as volumes that no owner knows, so the guard holds the node
    /// until they are. The operator's tag would let a node that comes back go unseen in its next wait, so it goes
    /// first, or the node stays.
    private ActionOutcome release(Visit visit, Node node, VolumeOutcome outcome) {
        if (outcome instanceof VolumeOutcome.Failed) {
            return new ActionOutcome.HeldInstead(Obstacle.VOLUMES_NOT_RESTORED, leases.outcome(visit.id()));
        }
        if (!node.usesUpTheRelease()) {
            return attempt(() -> complete(visit));
        }
        try {
            volumes.clearOverride(visit.id());
        } catch (Fault fault) {
            return new ActionOutcome.HeldInstead(Obstacle.TAG_NOT_REMOVED, new ActionOutcome.Failed(fault));
        }
        ActionOutcome released = attempt(() -> complete(visit));
        return released instanceof ActionOutcome.Failed(Fault fault)
                ? new ActionOutcome.FailedWithoutTag(fault)
                : released;
    }

    /// By the event's token; where that belongs to an earlier wait, by the instance id, as a sweep does.
    private ActionResult complete(Visit visit) {
        ActionResult ack = groups.release(visit.id(), visit.hookName(), visit.token());
        return ack == ActionResult.GONE && visit.token() != null
                ? groups.release(visit.id(), visit.hookName(), null)
                : ack;
    }

    private static ActionOutcome attempt(Supplier<ActionResult> call) {
        try {
            return call.get().outcome();
        } catch (Fault fault) {
            return new ActionOutcome.Failed(fault);
        }
    }
}
