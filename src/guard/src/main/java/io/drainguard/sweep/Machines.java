package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What EC2 says of the nodes: read shortly before it is used, since operators and other guards change it.
final class Machines {
    /// What was read is good for this long; a node that is protected meanwhile keeps a volume too many.
    private static final Duration RECENT = Duration.ofSeconds(5);

    private final Ports ports;
    private final Tally tally;
    private final Map<NodeId, InstanceDetails> known = new HashMap<>();
    private final Map<NodeId, Instant> readAt = new HashMap<>();

    Machines(Ports ports, Tally tally) {
        this.ports = ports;
        this.tally = tally;
    }

    /// Reads these nodes, at most [Volumes#BATCH] in one call, but those that were read a moment ago.
    void read(Collection<Visit> visits) {
        Instant now = ports.time().instant();
        Map<String, NodeId> wanted = new HashMap<>();
        visits.stream()
                .map(Visit::id)
                .filter(node -> !isRecent(node, now))
                .forEach(node -> wanted.put(node.instance(), node));
        wanted.values().forEach(known::remove);
        wanted.values().forEach(node -> readAt.put(node, now));
        ports.calls()
                .each(
                        Batches.of(List.copyOf(wanted.keySet()), Volumes.BATCH),
                        batch -> ports.volumes().read(Set.copyOf(batch)),
                        this::failed)
                .values()
                .forEach(machines -> machines.forEach((id, machine) -> known.put(wanted.get(id), machine)));
    }

    private boolean isRecent(NodeId node, Instant now) {
        Instant at = readAt.get(node);
        return at != null && at.plus(RECENT).isAfter(now);
    }

    private Map<String, InstanceDetails> failed(List<String> batch, Fault fault) {
        tally.failed("nodes " + batch + ": their tags and volumes could not be read, so none is released or protected: "
                + fault.getMessage());
        return Map.of();
    }

    /// What EC2 says of this node, `null` if it could not be read or EC2 does not know it.
    @Nullable
    InstanceDetails of(Visit visit) {
        return known.get(visit.id());
    }
}
