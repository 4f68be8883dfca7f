package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sets the DeleteOnTermination flags that a decision asks for: the last safety net under a wait that ends by itself.
/// The flags are what counts; a mark that cannot be set never keeps the guard from setting them.
final class VolumeProtection {
    private final Volumes volumes;
    private final InstantSource time;
    private final boolean wanted;
    private final SweepBudget budget;
    private final NodeMarks marks;

    /// Looks and heartbeats must not wait behind calls that AWS refuses for coming too often.
    private final AtomicBoolean refused = new AtomicBoolean();

    /// `wanted` is the operator's setting; what was changed before is set back all the same.
    VolumeProtection(Ports ports, boolean wanted, SweepBudget budget, NodeMarks marks) {
        this.volumes = ports.volumes();
        this.time = ports.time();
        this.wanted = wanted;
        this.budget = budget;
        this.marks = marks;
    }

    /// What became of a node's flags.
    ///
    /// @param unmarked why a mark could not be set, `null` if all marks are
    record Change(VolumeOutcome outcome, @Nullable Fault unmarked) {
        Change(VolumeOutcome outcome) {
            this(outcome, null);
        }
    }

    /// Sets the flags, and says what became of them. After a call that failed the next sweep finishes what was begun.
    ///
    /// @param machine what EC2 says of the node, read a moment ago; `null` if EC2 does not know it, or was not read
    Change set(Visit visit, Node node, @Nullable InstanceDetails machine, Look look, Decision decision) {
        try {
            if (node.condition().ended()) {
                return new Change(outlived(visit.id()));
            }
            if (machine == null) {
                return new Change(new VolumeOutcome.Unread());
            }
            return switch (decision.protection()) {
                case KEEP -> new Change(new VolumeOutcome.Kept(), remembered(visit, machine, look, decision));
                case PROTECT -> protectInTime(visit, machine, look, decision);
                case UNPROTECT -> new Change(unprotect(visit.id(), machine));
            };
        } catch (Fault fault) {
            refused.compareAndSet(false, fault.kind() == Fault.Kind.THROTTLED);
            return new Change(new VolumeOutcome.Failed(fault));
        }
    }

    /// A node that stays with data, and whose volumes are not protected since its group yields, is marked all the same:
    /// another guard needs to know since when it is held, and where its data lies.
    private @Nullable Fault remembered(Visit visit, InstanceDetails machine, Look look, Decision decision) {
        boolean staysWithData = decision instanceof Hold && !(look instanceof Look.Empty);
        return staysWithData ? marks.remember(facts(visit, machine, look)) : null;
    }

    private static NodeMarks.Facts facts(Visit visit, InstanceDetails machine, Look look) {
        return new NodeMarks.Facts(
                visit.id(), machine, look, visit.unmarkedStart(machine), visit.mayBeMarkedInThisWait(machine));
    }

    private Change protectInTime(Visit visit, InstanceDetails machine, Look look, Decision decision) {
        NodeMarks.Facts facts = facts(visit, machine, look);
        if (!wanted) {
            return new Change(new VolumeOutcome.ProtectionOff(), marks.remember(facts));
        }
        boolean deferred = !machine.unprotected().isEmpty() && canWait(visit, decision);
        return deferred ? new Change(new VolumeOutcome.Deferred()) : protect(facts);
    }

    /// Whether another sweep may protect the node. A group that retains keeps a node whose period lapsed; in any other
    /// only flags keep its data then, so they are set as long as there is time and AWS lets us. At a ceiling where
    /// giving up would not keep the node nothing but its flags is left when AWS ends the wait.
    private boolean canWait(Visit visit, Decision decision) {
        boolean goesOn = (decision instanceof Hold hold && !hold.alarms()) || decision instanceof Leave;
        return goesOn
                && (refused.get()
                        || budget.mayDefer(time.instant(), visit.policy().retains()));
    }

    /// Protects those volumes of a node that are not protected yet, and says what became of them.
    ///
    /// @throws Fault when the flags could not be set
    Change protect(NodeMarks.Facts facts) {
        InstanceDetails machine = facts.machine();
        if (machine.volumes().isEmpty()) {
            return new Change(gone(facts.node()));
        }
        List<Attached> going = machine.unprotected();
        if (going.isEmpty()) {
            return new Change(new VolumeOutcome.AlreadyProtected(), marks.remember(facts));
        }
        Fault unmarked = marks.protect(facts, going);
        try {
            change(going, some -> volumes.setFlags(facts.node(), some, false));
            if (unmarked != null) {
                marks.owes(facts.node(), going);
            }
            return new Change(new VolumeOutcome.FlagsSet(), unmarked);
        } catch (Fault fault) {
            // Another guard may have released it since this sweep began.
            if (hasGone(facts.node())) {
                Set<String> left = volumes.marked(facts.node());
                return new Change(left.isEmpty() ? new VolumeOutcome.GoneWithNode() : new VolumeOutcome.Outlived(left));
            }
            throw fault;
        }
    }

    private VolumeOutcome outlived(NodeId node) {
        Set<String> left = volumes.marked(node);
        return left.isEmpty() && !wanted ? new VolumeOutcome.ProtectionOff() : new VolumeOutcome.Outlived(left);
    }

    /// EC2 shows no volume of the node: what is left of those that a guard had protected.
    private VolumeOutcome gone(NodeId node) {
        Set<String> left = volumes.marked(node);
        return left.isEmpty() ? new VolumeOutcome.NoVolumes() : new VolumeOutcome.Outlived(left);
    }

    /// An instance that has ended has no volumes any more. Where that cannot be read, it is not believed.
    private boolean hasGone(NodeId node) {
        try {
            InstanceDetails now = volumes.read(Set.of(node.instance())).get(node.instance());
            return now == null || now.volumes().isEmpty();
        } catch (Fault unread) {
            return false;
        }
    }

    /// Sets back what a guard changed: only where the node's mark, the volume's own mark and the volume's id agree,
    /// since somebody else may have written one of them. What this guard itself changed and
    /// could not mark it knows.
    private VolumeOutcome unprotect(NodeId node, InstanceDetails machine) {
        Set<String> changed = marks.unwritten(node);
        if (!machine.marks().isMarked() && changed.isEmpty()) {
            return new VolumeOutcome.Kept();
        }
        if (!machine.ours().isEmpty()) {
            Set<String> marked = volumes.marked(node);
            machine.ours().stream()
                    .map(Attached::volume)
                    .filter(marked::contains)
                    .forEach(changed::add);
        }
        List<Attached> ours = machine.attached(changed);
        change(ours, some -> volumes.setFlags(node, some, true));
        marks.remove(node, ours);
        if (machine.marks().changed().isEmpty() && ours.isEmpty()) {
            return new VolumeOutcome.Kept();
        }
        return ours.isEmpty() ? new VolumeOutcome.Unmarked() : new VolumeOutcome.Restored();
    }

    /// Changes these volumes in one call. If that fails, each alone: one that EC2 refuses must not leave the others
    /// unchanged.
    ///
    /// @throws Fault the last failure, if not all volumes could be changed
    private static void change(List<Attached> changing, Consumer<List<Attached>> call) {
        if (changing.isEmpty()) {
            return;
        }
        try {
            call.accept(changing);
        } catch (Fault fault) {
            if (changing.size() == 1) {
                throw fault;
            }
            List<Fault> failures = new ArrayList<>();
            for (Attached volume : changing) {
                try {
                    call.accept(List.of(volume));
                } catch (Fault alone) {
                    failures.add(alone);
                }
            }
            if (!failures.isEmpty()) {
                throw failures.getLast();
            }
        }
    }
}
