package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Policy;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what is: turns a group's members into the visits of this sweep.
final class Roster {
    private final Groups groups;
    private final Volumes volumes;
    private final Memory memory;
    private final Time time;
    private final Settings settings;
    private final Tally tally;

    Roster(Groups groups, Volumes volumes, Memory memory, Time time, Settings settings, Tally tally) {
        this.groups = groups;
        this.volumes = volumes;
        this.memory = memory;
        this.time = time;
        this.settings = settings;
        this.tally = tally;
    }

    /// The group with the members of its warm pool; without them, and with a failure, where they cannot be read.
    Group whole(Group group) {
        if (!group.pool()) {
            return group;
        }
        try {
            return group.with(groups.pool(group.name()));
        } catch (Fault fault) {
            tally.failed("group " + group.name() + ": its warm pool could not be read: " + fault.getMessage());
            return group;
        }
    }

    /// The group's nodes; a waiting one is left out, with a failure, only where its group has not got the hook.
    List<Visit> of(Group group, Reading reading, @Nullable Hint hint) {
        tally.group();
        if (group.members().isEmpty()) {
            return List.of();
        }
        Set<NodeId> waiting = group.waiting();
        @Nullable Hook hook = hook(group, waiting);
        learnWaits(group, waiting, reading, hint);
        Map<String, Machine> machines = machines(group);
        return group.members().stream()
                .flatMap(member -> visit(group, member, hook, machines.get(member.instance()), hint))
                .toList();
    }

    private Map<String, Machine> machines(Group group) {
        Set<String> instances =
                group.members().stream().map(Group.Member::instance).collect(toSet());
        try {
            return volumes.read(instances);
        } catch (Fault fault) {
            tally.failed("group " + group.name() + ", nodes " + instances
                    + ": their tags and volumes could not be read, so none is released or protected: "
                    + fault.getMessage());
            return Map.of();
        }
    }

    /// The hook as AWS has it now. Where it cannot be read, the one read last holds the nodes, or the least that may be
    /// assumed.
    private @Nullable Hook hook(Group group, Set<NodeId> waiting) {
        try {
            Hook hook = groups.hook(group.name(), settings.hookName());
            if (hook != null) {
                memory.hooked(group.name(), hook);
                return hook;
            }
            if (!waiting.isEmpty()) {
                tally.failed("group " + group.name() + ": it has no termination hook '" + settings.hookName()
                        + "', so nothing holds " + waiting + ": give the group that hook, or set "
                        + Settings.HOOK_NAME + " to the name of the one it has");
            }
            return null;
        } catch (Fault fault) {
            tally.failed("nodes " + waiting + ": the hook of their group could not be read: " + fault.getMessage());
            return memory.hook(group.name(), Hook.assumed(settings.hookName()));
        }
    }

    /// Learns when each wait began, once: from the activity, and from the event, which is later by as long as
    /// connections were drained. Where neither is known it is held as if it began now.
    private void learnWaits(Group group, Set<NodeId> waiting, Reading reading, @Nullable Hint hint) {
        Set<String> unknown = waiting.stream()
                .filter(node -> memory.wait(node) == null)
                .map(NodeId::instance)
                .collect(toSet());
        if (!unknown.isEmpty()) {
            since(group, unknown).forEach((instance, at) -> {
                Instant ours = reading.onClockOf(time.instant(), at);
                memory.waits(new NodeId(group.name(), instance), ours);
            });
        }
        if (hint != null && waiting.contains(hint.node())) {
            Instant ours = reading.onClockOf(time.instant(), hint.at());
            Instant known = memory.wait(hint.node());
            if (known != null && ours.isAfter(known) && !ours.isAfter(time.instant())) {
                memory.waits(hint.node(), ours);
            }
        }
    }

    private Map<String, Instant> since(Group group, Set<String> instances) {
        try {
            return groups.waitingSince(group.name(), instances);
        } catch (Fault fault) {
            tally.failed("group " + group.name() + ", nodes " + instances
                    + ": the start of their wait could not be read, they are held as if it began now: "
                    + fault.getMessage());
            return Map.of();
        }
    }

    private Stream<Visit> visit(
            Group group, Group.Member member, @Nullable Hook hook, @Nullable Machine machine, @Nullable Hint hint) {
        if (member.retained()) {
            Policy policy = new Policy(settings.maxHold(), group.retains());
            return Stream.of(new Visit(node(group, member, machine, Duration.ZERO), policy, hook, null, machine, null));
        }
        return hook == null ? Stream.empty() : Stream.of(waiting(group, member, hook, machine, hint));
    }

    private Visit waiting(Group group, Group.Member member, Hook hook, @Nullable Machine machine, @Nullable Hint hint) {
        NodeId id = new NodeId(group.name(), member.instance());
        Instant since = memory.wait(id);
        Instant beat = memory.beat(id);
        Node node = node(group, member, machine, since == null ? Duration.ZERO : time.since(since));
        Policy policy = Policy.of(settings.maxHold(), hook.globalTimeout(), group.retains());
        return new Visit(node, policy, hook, token(id, hook, hint), machine, beat == null ? since : beat);
    }

    private static Node node(Group group, Group.Member member, @Nullable Machine machine, Duration heldFor) {
        return new Node(
                new NodeId(group.name(), member.instance()),
                member.state(),
                machine == null ? Operator.UNREAD : machine.operator(),
                machine == null ? Disks.VOLUMES : machine.disks(),
                heldFor);
    }

    private static @Nullable String token(NodeId id, Hook hook, @Nullable Hint hint) {
        return hint != null && hint.node().equals(id) && hint.hook().equals(hook.name()) ? hint.token() : null;
    }
}
