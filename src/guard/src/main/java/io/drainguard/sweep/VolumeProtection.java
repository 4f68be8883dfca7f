package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.sweep.VolumeOutcome.AlreadyProtected;
import io.drainguard.sweep.VolumeOutcome.Deferred;
import io.drainguard.sweep.VolumeOutcome.GoneWithNode;
import io.drainguard.sweep.VolumeOutcome.Kept;
import io.drainguard.sweep.VolumeOutcome.KeptForOperator;
import io.drainguard.sweep.VolumeOutcome.NoVolumes;
import io.drainguard.sweep.VolumeOutcome.Protected;
import io.drainguard.sweep.VolumeOutcome.ProtectionOff;
import io.drainguard.sweep.VolumeOutcome.Restored;
import io.drainguard.sweep.VolumeOutcome.Unmarked;
import io.drainguard.sweep.VolumeOutcome.Unread;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Sets the DeleteOnTermination flags that a decision asks for: the last safety net under a wait that ends by itself.
final class VolumeProtection {
    /// What was read again is good for this long; a node that is protected meanwhile keeps a volume too many.
    private static final Duration RECENT = Duration.ofSeconds(5);

    private final Volumes volumes;
    private final Time time;
    private final boolean wanted;
    private final Instant until;
    private final Set<String> expected = new HashSet<>();
    private Map<String, InstanceDetails> readAgain = Map.of();
    private Instant readAgainAt = Instant.MIN;
    private boolean left;
    private boolean refused;

    /// `wanted` is the operator's setting; what was changed before is set back all the same. `until` is when the
    /// caller's own time runs out.
    VolumeProtection(Volumes volumes, Time time, boolean wanted, Instant until) {
        this.volumes = volumes;
        this.time = time;
        this.wanted = wanted;
        this.until = until;
    }

    /// These instances are about to be set back: they are read again together.
    void expect(Collection<String> instances) {
        expected.clear();
        expected.addAll(instances);
        readAgainAt = Instant.MIN;
    }

    /// The time is up: from now on no node that goes on waiting is protected.
    void leave() {
        left = true;
    }

    /// Sets the flags, and says what became of them.
    ///
    /// @throws Fault when a call failed; the next sweep finishes what was begun
    VolumeOutcome set(Visit visit, Look look, Decision decision) {
        InstanceDetails machine = visit.machine();
        if (machine == null) {
            return new Unread();
        }
        return switch (decision.protection()) {
            case KEEP -> new Kept();
            case PROTECT -> wanted ? protect(visit, machine, look, decision) : new ProtectionOff();
            case UNPROTECT -> unprotect(visit, machine);
        };
    }

    private VolumeOutcome protect(Visit visit, InstanceDetails machine, Look look, Decision decision) {
        boolean done = machine.unprotected().isEmpty() && !mayHaveANewRoot(visit);
        if (left && canWait(visit, decision) && !done) {
            return new Deferred();
        }
        try {
            return mayHaveANewRoot(visit) ? protectAgain(visit, look) : protect(visit.id(), machine, look);
        } catch (Fault fault) {
            // Looks and heartbeats must not wait behind calls that AWS refuses for coming too often.
            refused |= fault.kind() == Fault.Kind.THROTTLED;
            left |= refused;
            throw fault;
        }
    }

    /// A wait for a new root volume may have ended while the node was looked at: AWS then exchanges a volume of the
    /// node, and no other wait does that. So what the sweep read at its beginning does not prove that the node is
    /// protected.
    private static boolean mayHaveANewRoot(Visit visit) {
        return visit.node().phase() == Phase.WAITING_FOR_ROOT_VOLUME;
    }

    private VolumeOutcome protectAgain(Visit visit, Look look) {
        InstanceDetails now = readAgain(visit.instance()).get(visit.instance());
        return now == null || now.volumes().isEmpty() ? new GoneWithNode() : protect(visit.id(), now, look);
    }

    /// Whether another sweep may protect the node. A group that retains keeps a node whose period lapsed; in any other
    /// only flags keep its data then, so they are set as long as there is time and AWS lets us.
    private boolean canWait(Visit visit, Decision decision) {
        // At a ceiling where giving up would not keep the node nothing but its flags is left when AWS ends the wait.
        boolean goesOn = (decision instanceof Hold hold && !hold.alarms()) || decision instanceof Leave;
        return goesOn && (visit.policy().retains() || refused || !time.instant().isBefore(until));
    }

    /// Protects those volumes of a node that are not protected yet, and says what became of them.
    ///
    /// @throws Fault when a call failed
    VolumeOutcome protect(NodeId node, InstanceDetails machine, Look look) {
        if (machine.unprotected().isEmpty()) {
            return machine.volumes().isEmpty() ? new NoVolumes() : new AlreadyProtected();
        }
        try {
            volumes.protect(node, machine, bytes(look), time.instant());
            return new Protected();
        } catch (Fault fault) {
            // Another guard may have released it since this sweep began.
            if (hasGone(node)) {
                return new GoneWithNode();
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

    private VolumeOutcome unprotect(Visit visit, InstanceDetails machine) {
        InstanceDetails now = readAgain(visit.instance()).getOrDefault(visit.instance(), machine);
        if (now.operator() == Operator.HOLD) {
            return new KeptForOperator();
        }
        if (now.changed().isEmpty()) {
            return new Kept();
        }
        volumes.unprotect(visit.id(), now);
        return now.ours().isEmpty() ? new Unmarked() : new Restored();
    }

    /// Another guard may have protected the node since this sweep began.
    private Map<String, InstanceDetails> readAgain(String instance) {
        if (!expected.contains(instance) || time.since(readAgainAt).compareTo(RECENT) > 0) {
            expected.add(instance);
            readAgain = volumes.read(Set.copyOf(expected));
            readAgainAt = time.instant();
        }
        expected.remove(instance);
        return readAgain;
    }

    private static long bytes(Look look) {
        return switch (look) {
            case Empty() -> 0;
            case Pending pending -> pending.bytes();
            case Unknown unknown -> -1;
        };
    }
}
