package io.drainguard.cli;

import io.drainguard.aws.setup.NodeRecords;
import io.drainguard.aws.setup.NodeRecords.Machine;
import io.drainguard.aws.setup.NodeRecords.Membership;
import io.drainguard.decide.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Follows nodes on their way out, all in one reading.
final class Departures {
    private final NodeRecords records;
    private final Map<String, Progress> nodes = new LinkedHashMap<>();

    Departures(NodeRecords records) {
        this.records = records;
    }

    /// A node and how far it has come.
    ///
    /// @param stays whether it will not go now
    record Progress(NodeId id, Stage stage, boolean stays) {
        boolean gone() {
            return stage.kind() == Stage.Kind.GONE;
        }
    }

    /// What changed at a node; `before` is `null` in the first reading.
    record Change(@Nullable Stage before, Progress now) {}

    /// Reads these nodes for the first time.
    ///
    /// @return the ids that neither Auto Scaling nor EC2 knows
    List<String> begin(Set<String> ids) {
        List<String> unknown = new ArrayList<>();
        Map<String, Membership> members = records.memberships(ids);
        Map<String, Machine> machines = machines(ids, members);
        for (String id : ids) {
            Membership member = members.get(id);
            Machine machine = machines.get(id);
            if (member == null && machine == null) {
                unknown.add(id);
                continue;
            }
            String group = member != null ? member.group() : machine == null ? null : machine.group();
            Stage stage = Stage.of(member, machine);
            nodes.put(
                    id,
                    new Progress(
                            new NodeId(Objects.requireNonNullElse(group, "-"), id),
                            stage,
                            stage.kind() == Stage.Kind.DETACHED));
        }
        return unknown;
    }

    /// Reads all nodes that have not gone, and returns what changed.
    List<Change> read() {
        Set<String> left = nodes.values().stream()
                .filter(node -> !node.gone())
                .map(node -> node.id().instance())
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, Membership> members = records.memberships(left);
        Map<String, Machine> machines = machines(left, members);
        List<Change> changes = new ArrayList<>();
        nodes.replaceAll((id, before) -> {
            if (before.gone()) {
                return before;
            }
            Stage stage = Stage.of(members.get(id), machines.get(id));
            Progress now = new Progress(before.id(), stage, stage.staysAfter(before.stage()));
            if (!stage.equals(before.stage())) {
                changes.add(new Change(before.stage(), now));
            }
            return now;
        });
        return changes;
    }

    /// Asks EC2 about those that no group has: an instance that was detached runs on.
    private Map<String, Machine> machines(Set<String> ids, Map<String, Membership> members) {
        Set<String> unlisted = new TreeSet<>(ids);
        unlisted.removeAll(members.keySet());
        return unlisted.isEmpty() ? Map.of() : records.machines(unlisted);
    }

    /// Returns all nodes.
    List<Progress> all() {
        return List.copyOf(nodes.values());
    }

    /// Returns the nodes that are still on their way.
    List<Progress> left() {
        return nodes.values().stream().filter(node -> !node.gone()).toList();
    }

    /// Returns the nodes that will not go now.
    List<Progress> staying() {
        return nodes.values().stream().filter(Progress::stays).toList();
    }
}
