package io.drainguard.sweep;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Policy;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what is: turns a group's members into the visits of this sweep.
final class Roster {
    private final Groups groups;
    private final Volumes volumes;
    private final Holds holds;
    private final Memory memory;
    private final Time time;
    private final Settings settings;
    private final Tally tally;
    private final Instant readAt;
    private final Set<String> unread = new HashSet<>();

    /// `readAt` is what the guard's own clock showed when the groups were read.
    Roster(
            Groups groups,
            Volumes volumes,
            Holds holds,
            Memory memory,
            Time time,
            Settings settings,
            Tally tally,
            Instant readAt) {
        this.readAt = readAt;
        this.holds = holds;
        this.groups = groups;
        this.volumes = volumes;
        this.memory = memory;
        this.time = time;
        this.settings = settings;
        this.tally = tally;
    }

    /// The groups whose warm pool could not be read.
    Set<String> unread() {
        return unread;
    }

    /// The group with the members of its warm pool; without them, and with a failure, where they cannot be read.
    Group whole(Group group) {
        if (!group.pool()) {
            return group;
        }
        try {
            return group.with(groups.pool(group.name()));
        } catch (Fault fault) {
            tally.failed("group " + group.name()
                    + ": its warm pool could not be read, those known to wait there are held: " + fault.getMessage());
            unread.add(group.name());
            return group;
        }
    }

    /// The nodes of these groups; a waiting one is left out, with a failure, only where its group has not got the
    /// hook. Each waiting one is held from here on.
    ///
    /// @param wanted which nodes are to be visited; the others are held only
    List<Visit> of(List<Group> all, Reading reading, @Nullable TerminationNotice hint, Predicate<NodeId> wanted) {
        Map<String, Hook> hooks = new HashMap<>();
        for (Group group : all) {
            tally.group();
            Hook hook = group.members().isEmpty() ? null : hold(group, reading, hint);
            if (hook != null) {
                hooks.put(group.name(), hook);
            }
        }
        // Once: who is wanted may change while calls are made.
        Set<NodeId> visited =
                all.stream().flatMap(Group::nodes).filter(wanted).collect(toCollection(LinkedHashSet::new));
        Map<String, InstanceDetails> machines = machines(List.copyOf(visited));
        return all.stream()
                .flatMap(group -> group.members().stream()
                        .filter(member -> visited.contains(new NodeId(group.name(), member.instance())))
                        .flatMap(member ->
                                visit(group, member, hooks.get(group.name()), machines.get(member.instance()), hint)))
                .toList();
    }

    private @Nullable Hook hold(Group group, Reading reading, @Nullable TerminationNotice hint) {
        Set<NodeId> waiting = group.waiting();
        @Nullable Hook hook = hook(group, waiting);
        group.members().stream()
                .filter(member -> !member.retained())
                .forEach(member -> memory.waitsIn(new NodeId(group.name(), member.instance()), member.state()));
        learnWaits(group, waiting, hook, reading, hint);
        if (hook != null) {
            waiting.forEach(node -> holds.keep(node, hook, since(node)));
        }
        holds.tend();
        return hook;
    }

    private @Nullable Instant since(NodeId node) {
        return memory.knowsWait(node) ? memory.waitBegan(node, time.instant()) : null;
    }

    private Map<String, InstanceDetails> machines(List<NodeId> nodes) {
        Map<String, InstanceDetails> machines = new HashMap<>();
        for (int from = 0; from < nodes.size(); from += Volumes.BATCH) {
            List<NodeId> some = nodes.subList(from, Math.min(nodes.size(), from + Volumes.BATCH));
            try {
                machines.putAll(volumes.read(some.stream().map(NodeId::instance).collect(toSet())));
            } catch (Fault fault) {
                tally.failed("nodes " + some
                        + ": their tags and volumes could not be read, so none is released or protected: "
                        + fault.getMessage());
            }
            holds.tend();
        }
        return machines;
    }

    /// The hook as AWS has it now. Where it cannot be read, the one read last holds the nodes, or the least
    /// that may be assumed.
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
            tally.failed("group " + group.name() + ", nodes " + waiting + ": the group's hook could not be read: "
                    + fault.getMessage());
            return memory.hook(group.name(), Hook.assumed(settings.hookName()));
        }
    }

    /// Learns when each wait began, once: from the activity, and from the event, which is later by as long as
    /// connections were drained. Where AWS tells neither, it is when this guard first saw it. At the ceiling it is
    /// read again: a node may have gone from one wait into the next between two sweeps, and the age of the first
    /// must not cut the second short.
    private void learnWaits(
            Group group, Set<NodeId> waiting, @Nullable Hook hook, Reading reading, @Nullable TerminationNotice hint) {
        Set<String> unsure = waiting.stream()
                .filter(node -> !memory.knowsWait(node) || atCeiling(node, group, hook))
                .map(NodeId::instance)
                .collect(toSet());
        if (!unsure.isEmpty()) {
            since(group, unsure).forEach((instance, at) -> {
                Instant ours = reading.onClockOf(readAt, at);
                memory.waitBegins(new NodeId(group.name(), instance), ours);
            });
        }
        if (hint != null && memory.knowsWait(hint.node())) {
            Instant ours = reading.onClockOf(readAt, hint.at());
            memory.waitBegins(hint.node(), ours.isAfter(time.instant()) ? time.instant() : ours);
        }
    }

    private boolean atCeiling(NodeId node, Group group, @Nullable Hook hook) {
        Instant now = time.instant();
        return hook != null
                && time.since(memory.waitBegan(node, now))
                                .compareTo(policy(group, hook).ceiling())
                        >= 0;
    }

    private Policy policy(Group group, Hook hook) {
        return Policy.of(settings.maxHold(), hook.globalTimeout(), group.retains());
    }

    private Map<String, Instant> since(Group group, Set<String> instances) {
        try {
            return groups.waitingSince(group.name(), instances);
        } catch (Fault fault) {
            tally.failed("group " + group.name() + ", nodes " + instances
                    + ": the start of their wait could not be read, so what is known of it counts, or else when they were first"
                    + " seen: "
                    + fault.getMessage());
            return Map.of();
        }
    }

    private Stream<Visit> visit(
            Group group,
            Group.Member member,
            @Nullable Hook hook,
            @Nullable InstanceDetails machine,
            @Nullable TerminationNotice hint) {
        NodeId id = new NodeId(group.name(), member.instance());
        if (member.retained()) {
            Policy policy = new Policy(settings.maxHold(), group.retains());
            return Stream.of(
                    new Visit(node(id, member, machine, Duration.ZERO), group.document(), policy, hook, null, machine));
        }
        if (hook == null) {
            return Stream.empty();
        }
        Duration heldFor = time.since(memory.waitBegan(id, time.instant()));
        Node node = node(id, member, machine, heldFor);
        return Stream.of(new Visit(node, group.document(), policy(group, hook), hook, token(id, hook, hint), machine));
    }

    private static Node node(NodeId id, Group.Member member, @Nullable InstanceDetails machine, Duration heldFor) {
        return new Node(
                id,
                member.state(),
                machine == null ? Operator.UNREAD : machine.operator(),
                machine == null ? Disks.VOLUMES : machine.disks(),
                heldFor);
    }

    private static @Nullable String token(NodeId id, Hook hook, @Nullable TerminationNotice hint) {
        return hint != null && hint.node().equals(id) && hint.hook().equals(hook.name()) ? hint.token() : null;
    }
}
