package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import java.util.Set;

/// Sets the DeleteOnTermination flags that a decision asks for: the last safety net under a wait that ends by itself.
final class Flags {
    private final Volumes volumes;
    private final Time time;
    private final boolean wanted;

    /// `wanted` is the operator's setting; what was changed before is set back all the same.
    Flags(Volumes volumes, Time time, boolean wanted) {
        this.volumes = volumes;
        this.time = time;
        this.wanted = wanted;
    }

    /// Sets the flags, and says in a word what came of it.
    ///
    /// @throws Fault when a call failed; the next sweep finishes what was begun
    String set(Visit visit, Look look, Decision decision) {
        Machine machine = visit.machine();
        if (machine == null) {
            return "unread";
        }
        return switch (decision.protection()) {
            case KEEP -> "kept";
            case PROTECT -> wanted ? protect(visit.id(), machine, look) : "protection is off";
            case UNPROTECT -> unprotect(visit, machine);
        };
    }

    /// Protects those volumes of a node that are not protected yet, and says in a word what came of it.
    ///
    /// @throws Fault when a call failed
    String protect(NodeId node, Machine machine, Look look) {
        if (machine.unprotected().isEmpty()) {
            return "protected";
        }
        try {
            volumes.protect(node, machine, bytes(look), time.instant());
            return "protected now";
        } catch (Fault fault) {
            // Another guard may have released it since this sweep began.
            if (hasGone(node)) {
                return "gone with the node";
            }
            throw fault;
        }
    }

    /// An instance that has ended has no volumes any more. Where that cannot be read, it is not believed.
    private boolean hasGone(NodeId node) {
        try {
            Machine now = volumes.read(Set.of(node.instance())).get(node.instance());
            return now == null || now.volumes().isEmpty();
        } catch (Fault unread) {
            return false;
        }
    }

    private String unprotect(Visit visit, Machine machine) {
        // Read again: another guard may have protected it since this sweep began.
        Machine now = volumes.read(Set.of(visit.instance())).getOrDefault(visit.instance(), machine);
        if (now.changed().isEmpty()) {
            return "kept";
        }
        volumes.unprotect(visit.id(), now);
        return "set back";
    }

    private static long bytes(Look look) {
        return switch (look) {
            case Empty() -> 0;
            case Pending pending -> pending.bytes();
            case Unknown unknown -> -1;
        };
    }
}
