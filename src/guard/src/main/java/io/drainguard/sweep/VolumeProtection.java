package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Sets the DeleteOnTermination flags that a decision asks for: the last safety net under a wait that ends by itself.
final class VolumeProtection {
    private final Volumes volumes;
    private final InstantSource time;
    private final boolean wanted;
    private final SweepBudget budget;

    /// Looks and heartbeats must not wait behind calls that AWS refuses for coming too often.
    private final AtomicBoolean refused = new AtomicBoolean();

    /// `wanted` is the operator's setting; what was changed before is set back all the same.
    VolumeProtection(Volumes volumes, InstantSource time, boolean wanted, SweepBudget budget) {
        this.volumes = volumes;
        this.time = time;
        this.wanted = wanted;
        this.budget = budget;
    }

    /// Sets the flags, and says what became of them. After a call that failed the next sweep finishes what was begun.
    ///
    /// @param machine what EC2 says of the node, read a moment ago; `null` if it could not be read
    VolumeOutcome set(Visit visit, @Nullable InstanceDetails machine, Look look, Decision decision) {
        if (machine == null) {
            return new VolumeOutcome.Unread();
        }
        try {
            return switch (decision.protection()) {
                case KEEP -> new VolumeOutcome.Kept();
                case PROTECT ->
                    wanted ? protectInTime(visit, machine, look, decision) : new VolumeOutcome.ProtectionOff();
                case UNPROTECT -> unprotect(visit.id(), machine);
            };
        } catch (Fault fault) {
            refused.compareAndSet(false, fault.kind() == Fault.Kind.THROTTLED);
            return new VolumeOutcome.Failed(fault);
        }
    }

    private VolumeOutcome protectInTime(Visit visit, InstanceDetails machine, Look look, Decision decision) {
        boolean deferred = !machine.unprotected().isEmpty() && canWait(visit, decision);
        return deferred ? new VolumeOutcome.Deferred() : protect(visit.id(), machine, look);
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
    /// @throws Fault when a call failed
    VolumeOutcome protect(NodeId node, InstanceDetails machine, Look look) {
        if (machine.unprotected().isEmpty()) {
            return machine.volumes().isEmpty() ? new VolumeOutcome.NoVolumes() : new VolumeOutcome.AlreadyProtected();
        }
        try {
            volumes.protect(node, machine, bytes(look), time.instant());
            return new VolumeOutcome.Protected();
        } catch (Fault fault) {
            // Another guard may have released it since this sweep began.
            if (hasGone(node)) {
                return new VolumeOutcome.GoneWithNode();
            }
            throw fault;
        }
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

    private VolumeOutcome unprotect(NodeId node, InstanceDetails machine) {
        if (machine.changed().isEmpty()) {
            return new VolumeOutcome.Kept();
        }
        volumes.unprotect(node, machine);
        return machine.ours().isEmpty() ? new VolumeOutcome.Unmarked() : new VolumeOutcome.Restored();
    }

    private static long bytes(Look look) {
        return switch (look) {
            case Empty() -> 0;
            case Pending pending -> pending.bytes();
            case Unknown unknown -> -1;
        };
    }
}
