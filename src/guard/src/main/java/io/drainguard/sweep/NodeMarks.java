package io.drainguard.sweep;

import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Progress;
import io.drainguard.decide.Sources;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes on nodes and volumes what other guards need to know of them. A mark that cannot be set is reported, and stops
/// nothing: this guard remembers it meanwhile, and writes it when it may.
final class NodeMarks {
    private final Volumes volumes;
    private final NodeFacts known;
    private final Supplier<Instant> awsTime;

    NodeMarks(Ports ports, NodeFacts known, Supplier<Instant> awsTime) {
        this.volumes = ports.volumes();
        this.known = known;
        this.awsTime = awsTime;
    }

    /// What marks tell of a node.
    ///
    /// @param heldSince when a guard first saw it wait, `null` if that is written or it does not wait
    /// @param ofThisWait whether the marks on it count in the wait that it is in
    record Facts(
            NodeId node,
            InstanceDetails machine,
            Look look,
            @Nullable Instant heldSince,
            boolean ofThisWait) {
        /// Facts of a node that does not wait.
        Facts(NodeId node, InstanceDetails machine, Look look) {
            this(node, machine, look, null, true);
        }
    }

    /// Marks a node and its volumes before their flags are changed: all that is known where that can be written, and
    /// otherwise the least that is needed.
    ///
    /// @return why not everything could be written, `null` if it could
    @Nullable
    Fault protect(Facts facts, List<Attached> going) {
        Set<Attached> changing = new LinkedHashSet<>(owed(facts));
        changing.addAll(going);
        return write(facts, List.copyOf(changing));
    }

    /// The flags of these volumes are changed, and their marks are missing.
    void owes(NodeId node, List<Attached> changed) {
        known.owes(node, changed);
    }

    /// Marks what is not written yet: protection whose marks failed, file systems with data, the start of the wait.
    ///
    /// @return why it could not be written, `null` if it could or nothing was missing
    @Nullable
    Fault remember(Facts facts) {
        List<Attached> owed = owed(facts);
        known.sawDataOn(facts.node(), Sources.pendingOn(facts.look()));
        if (!owed.isEmpty()) {
            return write(facts, owed);
        }
        return attempt(List.of(facts.node().instance()), knowledge(facts));
    }

    /// Ids of the volumes whose flags this guard changed, and could not mark.
    Set<String> unwritten(NodeId node) {
        return new HashSet<>(known.owedMarks(node));
    }

    private List<Attached> owed(Facts facts) {
        return facts.machine().attached(known.owedMarks(facts.node()));
    }

    private @Nullable Fault write(Facts facts, List<Attached> changing) {
        known.sawDataOn(facts.node(), Sources.pendingOn(facts.look()));
        String node = facts.node().instance();
        List<String> ids = changing.stream().map(Attached::volume).toList();
        Map<String, String> all = protection(facts, changing);
        all.putAll(knowledge(facts));
        Fault refused = attempt(Stream.concat(Stream.of(node), ids.stream()).toList(), all);
        if (refused == null) {
            known.paidMarks(facts.node());
        } else if (refused.kind() != Fault.Kind.THROTTLED) {
            writeLeast(facts, changing, ids);
        }
        return refused;
    }

    /// A node may have no room for more than one tag, and its volumes have room of their own. With these marks another
    /// guard can set the flags back.
    private void writeLeast(Facts facts, List<Attached> changing, List<String> ids) {
        Map<String, String> forVolumes = protection(facts, changing);
        forVolumes.putAll(knowledge(facts));
        Fault onVolumes = attempt(ids, forVolumes);
        Fault onNode = attempt(
                List.of(facts.node().instance()),
                Map.of(Tags.PROTECTED, facts.machine().changedWith(changing)));
        if (onVolumes == null && onNode == null) {
            known.paidMarks(facts.node());
        }
    }

    private Map<String, String> protection(Facts facts, List<Attached> changing) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(Tags.PROTECTED, facts.machine().changedWith(changing));
        tags.put(Tags.GROUP, facts.node().group());
        tags.put(Tags.NODE, facts.node().instance());
        tags.put(Tags.PENDING_BYTES, bytes(facts.look()));
        tags.put(Tags.PROTECTED_AT, awsTime.get().toString());
        return tags;
    }

    private static String bytes(Look look) {
        return switch (look) {
            case Look.Empty _ -> "0";
            case Look.Pending pending -> String.valueOf(pending.bytes());
            case Look.Unknown _ -> "unknown";
        };
    }

    private Map<String, String> knowledge(Facts facts) {
        Map<String, String> tags = new HashMap<>();
        Marks marks = facts.machine().marks();
        Instant since = facts.heldSince();
        if (since != null) {
            tags.put(Tags.HELD_SINCE, since.toString());
        }
        // Once the start of this wait is marked, what was seen in an earlier one would count, too.
        Set<String> named = facts.ofThisWait() ? marks.pendingOn() : Set.of();
        Set<String> seen = known.dataSeenOn(facts.node());
        if (!named.containsAll(seen) || !named.equals(marks.pendingOn())) {
            tags.put(Tags.PENDING_ON, Marks.pendingOn(named, seen));
        }
        String trouble = known.progress(facts.node()).mark(awsTime.get());
        String before = marks.notes().trouble();
        if (!trouble.equals(before.isEmpty() ? Progress.NO_MARK : before)) {
            tags.put(Tags.TROUBLE, trouble);
        }
        return tags;
    }

    /// Marks a node that the guard is about to give up as retained by a guard.
    ///
    /// @return why that could not be written, `null` if it could
    @Nullable
    Fault givesUp(NodeId node) {
        known.rounds(node, 0);
        return attempt(
                List.of(node.instance()), Map.of(Tags.GAVE_UP, awsTime.get().toString(), Tags.ROUNDS, "0"));
    }

    /// Counts that the guard has ended a retained node.
    ///
    /// @return why that could not be written, `null` if it could
    @Nullable
    Fault ended(NodeId node, InstanceDetails machine) {
        int rounds = Math.max(machine.marks().rounds(), known.rounds(node)) + 1;
        known.rounds(node, rounds);
        return attempt(List.of(node.instance()), Map.of(Tags.ROUNDS, String.valueOf(rounds)));
    }

    /// Takes the marks off a node and these volumes of it: its wait is over.
    ///
    /// @throws Fault when they could not be taken off
    void remove(NodeId node, List<Attached> ours) {
        volumes.untag(
                Stream.concat(Stream.of(node.instance()), ours.stream().map(Attached::volume))
                        .toList(),
                Tags.MARKS);
        known.paidMarks(node);
        known.forgetData(node);
    }

    private @Nullable Fault attempt(List<String> resources, Map<String, String> tags) {
        try {
            if (!tags.isEmpty()) {
                volumes.tag(resources, tags);
            }
            return null;
        } catch (Fault fault) {
            return fault;
        }
    }
}
