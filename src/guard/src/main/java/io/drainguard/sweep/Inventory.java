package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
        List<Group> inhabited = groups.stream()
                .filter(group -> !group.members().isEmpty() || memory.hasDeparted(group.name()))
                .toList();
        inhabited.forEach(group -> group.waitingStates().forEach(memory::waitsIn));
        Map<String, Hooks> hooks = hooks(inhabited, now);
        waits.learn(inhabited, now, notice);
        return sketch(inhabited, now).stream()
                .map(visit -> under(visit, hooks.getOrDefault(visit.id().group(), Hooks.UNKNOWN), notice))
                .filter(visit -> visit.isRetained() || visit.hook() != null)
                .toList();
    }

    private Visit under(Visit visit, Hooks read, @Nullable TerminationNotice notice) {
        Hook ours = read.ours();
        Duration limit = ours == null ? settings.maxHold() : memory.limit(visit.id(), ours.globalTimeout());
        return visit.under(read, limit, notice);
    }

    /// The nodes of these groups as far as they are known without any further call: enough to start a look.
    List<Visit> sketch(List<Group> groups, Instant now) {
        return groups.stream()
                .flatMap(group -> group.members().stream().map(member -> sketch(group, member, now)))
                .toList();
    }

    private Visit sketch(Group group, Group.Member member, Instant now) {
        NodeId id = new NodeId(group.name(), member.instance());
        Visit.Wait wait = member.retained() ? new Visit.Wait(Instant.MIN, true, now, null) : memory.waitOf(id, now);
        return new Visit(
                id,
                new Visit.Listed(
                        member.state(),
                        group.document(),
                        group.override(member.instance()),
                        group.traits().drains()),
                group.policy(settings.maxHold()),
                Hooks.UNKNOWN,
                wait);
    }

    /// The hooks as AWS has had them within some minutes. Where they cannot be read, those read last hold the nodes, or
    /// the least that may be assumed.
    private Map<String, Hooks> hooks(List<Group> groups, Instant now) {
        Map<String, Hooks> hooks = new HashMap<>();
        List<Group> unread = new ArrayList<>();
        for (Group group : groups) {
            // Whether a retained node is ours depends on the other hooks there are, and on who deleted ours.
            boolean isFresh = memory.hasDeparted(group.name()) || group.hasRetained();
            Hooks known = isFresh ? null : memory.hooks(group.name(), now);
            if (known == null) {
                unread.add(group);
            } else {
                hooks.put(group.name(), known);
            }
        }
        ports.calls().each(unread, group -> read(group, now), this::assumed).forEach((group, read) -> {
            hooks.put(group.name(), read);
            if (read.ours() == null) {
                missing(group, read);
            }
        });
        return hooks;
    }

    private Hooks read(Group group, Instant now) {
        Hooks hooks = ports.groups().hooks(group.name(), settings.hookName());
        if (hooks.ours() != null) {
            memory.hooked(group.name(), hooks, now);
        }
        return hooks;
    }

    /// Deleting a hook completes what waits at it, with CONTINUE (EC2 Auto Scaling API Reference, DeleteLifecycleHook).
    private void missing(Group group, Hooks read) {
        memory.forgetHooks(group.name());
        Set<NodeId> waiting = group.waiting();
        Set<NodeId> departed = memory.departed(group.name());
        if (!waiting.isEmpty() || !departed.isEmpty()) {
            tally.failed("group " + group.name() + ": it has no termination hook '" + settings.hookName() + "'"
                    + (waiting.isEmpty() ? "" : ", so nothing holds " + waiting)
                    + (departed.isEmpty()
                            ? ""
                            : ", and these no longer wait, since AWS ends the waits of a hook that is" + " deleted: "
                                    + departed + "; see what became of their volumes")
                    + ": give the group that hook, or set " + Settings.HOOK_NAME
                    + " to the name of the one it has; its termination hooks: " + read.knownOthers());
        }
    }

    private Hooks assumed(Group group, Fault fault) {
        tally.failed("group " + group.name() + ", nodes " + group.waiting() + ": the group's hook could not be read: "
                + fault.getMessage());
        Hooks known = memory.hooks(group.name());
        return known == null ? new Hooks(Hook.assumed(settings.hookName()), null) : known;
    }
}
