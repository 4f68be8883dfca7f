package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Policy;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what is: turns a group's members into the visits of this sweep.
final class Roster {
    private final Groups groups;
    private final Memory memory;
    private final Time time;
    private final Settings settings;
    private final Tally tally;

    Roster(Groups groups, Memory memory, Time time, Settings settings, Tally tally) {
        this.groups = groups;
        this.memory = memory;
        this.time = time;
        this.settings = settings;
        this.tally = tally;
    }

    /// The group's nodes; a waiting one is left out, with a failure, only where its group has not got the hook.
    List<Visit> of(Group group, @Nullable Hint hint) {
        tally.group();
        Set<NodeId> waiting = group.waiting();
        @Nullable Hook hook = group.members().isEmpty() ? null : hook(group, waiting);
        learnWaits(group, waiting);
        return group.members().stream()
                .flatMap(member -> visit(group, member, hook, hint))
                .toList();
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

    /// Learns when each wait began, once. Where that cannot be read nothing is known, which holds.
    private void learnWaits(Group group, Set<NodeId> waiting) {
        Set<String> unknown = waiting.stream()
                .filter(node -> memory.wait(node) == null)
                .map(NodeId::instance)
                .collect(toSet());
        if (unknown.isEmpty()) {
            return;
        }
        try {
            groups.waitingSince(group.name(), unknown)
                    .forEach((instance, at) -> memory.waits(new NodeId(group.name(), instance), at));
        } catch (Fault fault) {
            tally.failed("group " + group.name() + ", nodes " + unknown
                    + ": the start of their wait could not be read, they are held as if it began now: "
                    + fault.getMessage());
        }
    }

    private Stream<Visit> visit(Group group, Group.Member member, @Nullable Hook hook, @Nullable Hint hint) {
        NodeId id = new NodeId(group.name(), member.instance());
        if (member.retained()) {
            return Stream.of(retained(id, member.state(), group, hook));
        }
        return hook == null ? Stream.empty() : Stream.of(waiting(id, member.state(), group, hook, hint));
    }

    private Visit retained(NodeId id, String state, Group group, @Nullable Hook hook) {
        Node node = new Node(id, state, Operator.SILENT, Duration.ZERO);
        return new Visit(node, new Policy(settings.maxHold(), group.retains()), hook, null, null);
    }

    private Visit waiting(NodeId id, String state, Group group, Hook hook, @Nullable Hint hint) {
        Instant since = memory.wait(id);
        Instant beat = memory.beat(id);
        Node node = new Node(id, state, Operator.SILENT, since == null ? Duration.ZERO : time.since(since));
        Policy policy = Policy.of(settings.maxHold(), hook.globalTimeout(), group.retains());
        return new Visit(node, policy, hook, token(id, hook, hint), beat == null ? since : beat);
    }

    private static @Nullable String token(NodeId id, Hook hook, @Nullable Hint hint) {
        return hint != null && hint.node().equals(id) && hint.hook().equals(hook.name()) ? hint.token() : null;
    }
}
