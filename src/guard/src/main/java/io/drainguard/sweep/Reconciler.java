package io.drainguard.sweep;

import io.drainguard.decide.Condition;
import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Outlook;
import io.drainguard.sweep.ActionOutcome.Done;
import io.drainguard.sweep.ActionOutcome.Obstacle;
import io.drainguard.sweep.VolumeProtection.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Settles one node on one look: lets the rule decide and carries the decision out, flags and wait, in the order
/// that loses nothing when a call in between fails. It keeps no state, so it may settle several nodes at once.
final class Reconciler {
    private final Groups groups;
    private final Volumes volumes;
    private final VolumeProtection flags;
    private final NodeMarks marks;
    private final Leases leases;
    private final NodeFacts facts;
    private final boolean endsForeign;

    /// `endsForeign` is the operator's setting: whether the guard ends what others retained.
    Reconciler(Ports ports, VolumeProtection flags, NodeMarks marks, Guard.State state, boolean endsForeign) {
        this.groups = ports.groups();
        this.volumes = ports.volumes();
        this.flags = flags;
        this.marks = marks;
        this.leases = state.leases();
        this.facts = state.memory().facts();
        this.endsForeign = endsForeign;
    }

    /// Settles the node. A call that fails is part of the result: the node stays held, and the next sweep decides anew.
    ///
    /// @param machines what EC2 says of the nodes, read a moment ago
    Settled settle(Visit visit, Machines machines, Look look, Instant now) {
        InstanceDetails machine = machines.of(visit);
        Node node = node(visit, machines, now);
        Decision decision = Decider.decide(node, look, visit.policy());
        Change change = flags.set(visit, node, machine, look, decision);
        List<Fault> unmarked = new ArrayList<>();
        add(change.unmarked(), unmarked);
        boolean canMark = groups.acts() && !node.condition().ended();
        if (canMark && machine != null && decision instanceof GiveUp) {
            add(marks.givesUp(visit.id()), unmarked);
        }
        ActionOutcome outcome = act(visit, node, decision, change.outcome());
        if (canMark
                && machine != null
                && decision instanceof Terminate
                && outcome instanceof Done
                && !visit.hooks().onlyOurs()) {
            add(marks.ended(visit.id(), machine), unmarked);
        }
        if (decision instanceof Release && outcome instanceof Done && !node.usesUpTheRelease()) {
            try {
                clearGroupsOverride(visit);
            } catch (Fault fault) {
                unmarked.add(fault);
            }
        }
        return new Settled(
                node, look, outlook(visit), decision, change.outcome(), leases.checked(visit, outcome), unmarked);
    }

    private Outlook outlook(Visit visit) {
        return facts.outlook(visit.id(), visit.policy());
    }

    private Node node(Visit visit, Machines machines, Instant now) {
        InstanceDetails machine = machines.of(visit);
        Condition condition = new Condition(
                visit.operator(machine),
                machine == null ? Disks.VOLUMES : machine.disks(),
                machines.hasEnded(visit),
                machines.isUnstarted(visit),
                visit.hooks()
                        .retainer(
                                machine == null ? Marks.NONE : machine.marks(), facts.rounds(visit.id()), endsForeign));
        return new Node(visit.id(), visit.state(), condition, visit.heldFor(machine, now));
    }

    /// A tag of the group that overrides the look at a node that has gone would stay for good.
    private void clearGroupsOverride(Visit visit) {
        if (visit.listed().override() != Operator.SILENT) {
            groups.clearOverride(visit.id());
        }
    }

    private static void add(@Nullable Fault fault, List<Fault> faults) {
        if (fault != null) {
            faults.add(fault);
        }
    }

    private ActionOutcome act(Visit visit, Node node, Decision decision, VolumeOutcome outcome) {
        return switch (decision) {
            case Hold hold -> leases.outcome(visit);
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
        if (outcome instanceof VolumeOutcome.Failed && !node.condition().ended()) {
            return new ActionOutcome.HeldInstead(Obstacle.VOLUMES_NOT_RESTORED, leases.outcome(visit));
        }
        if (!node.usesUpTheRelease() || node.condition().ended()) {
            return attempt(() -> complete(visit));
        }
        try {
            // What was seen of the node in this wait says nothing of the next one either.
            volumes.untag(List.of(visit.instance()), Tags.OF_ONE_WAIT);
            facts.forgetData(visit.id());
            clearGroupsOverride(visit);
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
