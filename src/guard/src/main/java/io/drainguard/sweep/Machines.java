package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What EC2 says of the nodes: read shortly before it is used, since operators and other guards change it.
final class Machines {
    /// What was read is good for this long; a node that is protected meanwhile keeps a volume too many.
    private static final Duration RECENT = Duration.ofSeconds(5);

    private final Ports ports;
    private final NodeFacts facts;
    private final Tally tally;
    private final Map<NodeId, InstanceDetails> known = new HashMap<>();
    private final Map<NodeId, Instant> readAt = new HashMap<>();

    Machines(Ports ports, NodeFacts facts, Tally tally) {
        this.ports = ports;
        this.facts = facts;
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
                        batch -> Optional.of(ports.volumes().read(Set.copyOf(batch))),
                        this::failed)
                .forEach((batch, read) -> read.ifPresent(machines ->
                        batch.forEach(id -> found(Objects.requireNonNull(wanted.get(id)), machines.get(id), now))));
    }

    private void found(NodeId node, @Nullable InstanceDetails machine, Instant now) {
        facts.read(node, machine != null, now);
        facts.readTag(node, machine != null && machine.unstarted(), now);
        if (machine != null) {
            known.put(node, machine);
            if (machine.ended()) {
                facts.ended(node);
            }
        }
    }

    private boolean isRecent(NodeId node, Instant now) {
        Instant at = readAt.get(node);
        return at != null && at.plus(RECENT).isAfter(now);
    }

    private Optional<Map<String, InstanceDetails>> failed(List<String> batch, Fault fault) {
        tally.failed("nodes " + batch + ": their tags and volumes could not be read, so none is released or protected: "
                + fault.getMessage());
        return Optional.empty();
    }

    /// Tells whether the instance has ended: EC2 says so, or has not known it for a while.
    boolean hasEnded(Visit visit) {
        return facts.hasEnded(visit.id());
    }

    /// Tells whether the node's product has never started, as EC2 said a moment ago and a while before.
    boolean isUnstarted(Visit visit) {
        return known.containsKey(visit.id()) && facts.isUnstarted(visit.id());
    }

    /// What EC2 says of this node, `null` if it could not be read or EC2 does not know it.
    @Nullable
    InstanceDetails of(Visit visit) {
        return known.get(visit.id());
    }
}
