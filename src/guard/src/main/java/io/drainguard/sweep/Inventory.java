package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Policy;
import io.drainguard.settings.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is: reads the groups, and everything about their nodes that a decision needs but looks and volumes. Times are
/// AWS's.
final class Inventory {
    private final Ports ports;
    private final Memory memory;
    private final Settings settings;
    private final Tally tally;
    private final WaitStarts waits;
    private final Set<String> unread = new HashSet<>();
    private boolean mayRetry;

    Inventory(Ports ports, Memory memory, Settings settings, Tally tally) {
        this.ports = ports;
        this.memory = memory;
        this.settings = settings;
        this.tally = tally;
        this.waits = new WaitStarts(ports, memory, tally);
    }

    /// When the waits of nodes began.
    WaitStarts waits() {
        return waits;
    }

    /// The groups of which not everything could be read.
    Set<String> unread() {
        return unread;
    }

    /// Tells whether a group could not be read that another try may read.
    boolean mayRetry() {
        return mayRetry;
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
        mayRetry |= fault.kind() != Fault.Kind.DENIED;
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
        waits.learn(inhabited, now, notice);
        return sketch(inhabited, now).stream()
                .filter(visit ->
                        visit.isRetained() || hooks.containsKey(visit.id().group()))
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
}
