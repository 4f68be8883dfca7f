package io.drainguard.sweep;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Policy;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is: reads the groups, and everything about their nodes that a decision needs but looks and volumes. Times are
/// AWS's.
final class Inventory {
    /// Stands for an answer that could not be read, unlike an answer in which nobody is named.
    private static final Map<String, Instant> UNTOLD = new HashMap<>();

    private final Ports ports;
    private final Memory memory;
    private final Settings settings;
    private final Tally tally;
    private final Set<String> unread = new HashSet<>();

    Inventory(Ports ports, Memory memory, Settings settings, Tally tally) {
        this.ports = ports;
        this.memory = memory;
        this.settings = settings;
        this.tally = tally;
    }

    /// The groups of which not everything could be read.
    Set<String> unread() {
        return unread;
    }

    /// The groups with the members of their warm pools; without these, and with a failure, where they cannot be read.
    List<Group> whole(List<Group> groups) {
        Map<Group, List<Group.Member>> pools = ports.calls()
                .each(
                        groups.stream().filter(Group::pool).toList(),
                        group -> ports.groups().pool(group.name()),
                        this::unread);
        return groups.stream()
                .map(group -> group.with(pools.getOrDefault(group, List.of())))
                .toList();
    }

    private List<Group.Member> unread(Group group, Fault fault) {
        tally.failed("group " + group.name() + ": its warm pool could not be read, those known to wait there are held: "
                + fault.getMessage());
        unread.add(group.name());
        return List.of();
    }

    /// The nodes of these groups; a waiting one is left out, with a failure, only where its group has not got the hook.
    ///
    /// @param notice the event of one of them, or `null`
    List<Visit> visits(List<Group> groups, Instant now, @Nullable TerminationNotice notice) {
        List<Group> inhabited =
                groups.stream().filter(group -> !group.members().isEmpty()).toList();
        inhabited.forEach(group -> group.waitingStates().forEach(memory::waitsIn));
        Map<String, Hook> hooks = hooks(inhabited, now);
        learnWaits(inhabited, hooks, now, notice);
        return sketch(inhabited, now).stream()
                .filter(visit -> visit.isRetained() || hooks.containsKey(visit.id().group()))
                .map(visit -> visit.under(hooks.get(visit.id().group()), settings.maxHold(), notice))
                .toList();
    }

    /// The nodes of these groups as far as they are known without any further call: enough to start a look.
    List<Visit> sketch(List<Group> groups, Instant now) {
        return groups.stream()
                .flatMap(group -> group.members().stream().map(member -> {
                    NodeId id = new NodeId(group.name(), member.instance());
                    Instant began = member.retained() ? Instant.MIN : memory.waitBegan(id, now);
                    Policy policy = new Policy(settings.maxHold(), group.retains());
                    return new Visit(id, member.state(), group.document(), policy, null, began, null);
                }))
                .toList();
    }

    /// These nodes, with the start of their waits read again; without those of which it could not be read.
    List<Visit> confirmed(List<Visit> visits, Instant now) {
        Map<String, List<Visit>> byGroup =
                visits.stream().collect(groupingBy(visit -> visit.id().group()));
        Map<String, Set<String>> instances = new LinkedHashMap<>();
        byGroup.forEach((group, some) ->
                instances.put(group, some.stream().map(Visit::instance).collect(toSet())));
        return learn(instances, now).stream()
                .flatMap(group -> byGroup.get(group).stream())
                .map(visit -> visit.since(memory.waitBegan(visit.id(), now)))
                .toList();
    }

    private Policy policy(Group group, Hook hook) {
        return Policy.of(settings.maxHold(), hook.globalTimeout(), group.retains());
    }

    /// The hooks as AWS has had them within some minutes. Where one cannot be read, the one read last holds the nodes,
    /// or the least that may be assumed.
    private Map<String, Hook> hooks(List<Group> groups, Instant now) {
        Map<String, Hook> hooks = new HashMap<>();
        List<Group> unread = new ArrayList<>();
        for (Group group : groups) {
            Hook known = memory.hook(group.name(), now);
            if (known == null) {
                unread.add(group);
            } else {
                hooks.put(group.name(), known);
            }
        }
        ports.calls()
                .each(unread, group -> read(group, now), (group, fault) -> Optional.of(assumed(group, fault)))
                .forEach((group, found) ->
                        found.ifPresentOrElse(hook -> hooks.put(group.name(), hook), () -> missing(group)));
        return hooks;
    }

    private Optional<Hook> read(Group group, Instant now) {
        Optional<Hook> hook = Optional.ofNullable(ports.groups().hook(group.name(), settings.hookName()));
        hook.ifPresent(found -> memory.hooked(group.name(), found, now));
        return hook;
    }

    private void missing(Group group) {
        memory.forgetHook(group.name());
        if (!group.waiting().isEmpty()) {
            tally.failed("group " + group.name() + ": it has no termination hook '" + settings.hookName()
                    + "', so nothing holds " + group.waiting() + ": give the group that hook, or set "
                    + Settings.HOOK_NAME + " to the name of the one it has");
        }
    }

    private Hook assumed(Group group, Fault fault) {
        tally.failed("group " + group.name() + ", nodes " + group.waiting() + ": the group's hook could not be read: "
                + fault.getMessage());
        return memory.hook(group.name(), Hook.assumed(settings.hookName()));
    }

    /// Learns when each wait began, once: from the activity, and from the event, which is later by as long as
    /// connections were drained. Where AWS tells neither, it is when this guard first saw it. At the ceiling it is
    /// read again: a node may have gone from one wait into the next between two sweeps, and the age of the first
    /// must not cut the second short.
    private void learnWaits(List<Group> groups, Map<String, Hook> hooks, Instant now, @Nullable TerminationNotice notice) {
        Map<String, Set<String>> unsure = new LinkedHashMap<>();
        for (Group group : groups) {
            Set<String> nodes = group.waiting().stream()
                    .filter(node -> memory.mayAskForWait(node, now) || atCeiling(node, group, hooks, now))
                    .map(NodeId::instance)
                    .collect(toSet());
            if (!nodes.isEmpty()) {
                unsure.put(group.name(), nodes);
            }
        }
        learn(unsure, now);
        if (notice != null && memory.knowsWait(notice.node())) {
            memory.waitBegins(notice.node(), notice.at().isAfter(now) ? now : notice.at());
        }
    }

    /// Asks AWS when the waits of these instances began, and returns the groups of which it told.
    private Set<String> learn(Map<String, Set<String>> instances, Instant now) {
        Map<String, Map<String, Instant>> told = new LinkedHashMap<>(ports.calls()
                .each(
                        instances.keySet(),
                        group -> ports.groups().waitingSince(group, instances.get(group)),
                        (group, fault) -> untold(group, instances.get(group), fault)));
        told.values().removeIf(since -> since == UNTOLD);
        told.forEach((group, since) -> instances.get(group)
                .forEach(instance -> learned(new NodeId(group, instance), since.get(instance), now)));
        return told.keySet();
    }

    private Map<String, Instant> untold(String group, Set<String> instances, Fault fault) {
        tally.failed("group " + group + ", nodes " + instances
                + ": the start of their wait could not be read, so what is known of it counts, or else when they were"
                + " first seen: " + fault.getMessage());
        return UNTOLD;
    }

    private void learned(NodeId node, @Nullable Instant began, Instant now) {
        if (began == null) {
            memory.askedInVain(node, now);
        } else {
            memory.waitBegins(node, began);
        }
    }

    private boolean atCeiling(NodeId node, Group group, Map<String, Hook> hooks, Instant now) {
        Hook hook = hooks.get(group.name());
        return hook != null
                && !Duration.between(memory.waitBegan(node, now), now)
                        .minus(policy(group, hook).ceiling())
                        .isNegative();
    }
}
