package io.drainguard.cli;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.drainguard.aws.Ec2Volumes.Described;
import io.drainguard.aws.PastLooks.Wanted;
import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Phase;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.Marks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One group with nodes that wait or were retained: its hooks, and since when they wait.
final class GroupSituation {
    private final Group group;
    private final Map<String, Described> machines;
    private final Instant now;
    private final List<String> problems;
    private final Serving serving;
    private final Map<String, Instant> since;

    /// Reads the hooks and, where no mark tells since when each node waits, the group's activities.
    ///
    /// @param machines what EC2 says of the nodes
    /// @param problems receives what could not be read
    GroupSituation(
            Groups groups,
            Group group,
            GuardSettings guard,
            Map<String, Described> machines,
            Instant now,
            List<String> problems) {
        this.group = group;
        this.machines = machines;
        this.now = now;
        this.problems = problems;
        this.serving = serving(groups, guard);
        this.since = since(groups);
    }

    /// The settings that count for the group, and the hooks as the guard with these settings sees them.
    ///
    /// @param hooks `null` if they could not be read
    private record Serving(Settings settings, @Nullable Hooks hooks) {
        boolean holds() {
            return hooks != null && hooks.ours() != null;
        }
    }

    private String name() {
        return "group " + group.name();
    }

    /// Of several guards only one whose hook the group has can hold its nodes. The first of these holds shortest.
    private Serving serving(Groups groups, GuardSettings guard) {
        Serving first = null;
        for (Settings settings : guard.all()) {
            Serving next = new Serving(settings, attempt(() -> groups.hooks(group.name(), settings.hookName()), null));
            first = first == null || next.holds() ? next : first;
            if (next.holds() || next.hooks() == null) {
                break;
            }
        }
        Serving found = Optional.ofNullable(first).orElseThrow();
        if (found.hooks() != null && !found.holds() && !waiting().isEmpty()) {
            problems.add(
                    name() + ": it has no termination hook '" + found.settings().hookName()
                            + "', so the guard holds none of its waiting nodes; next: drainguard doctor");
        }
        return found;
    }

    private Set<String> waiting() {
        return group.members().stream()
                .filter(member -> Phase.of(member.state()) != Phase.RETAINED)
                .map(Group.Member::instance)
                .collect(toSet());
    }

    /// When the waits began: by the guard's own mark where that can be of no other wait, and otherwise by the group's
    /// activities, at a call for each hundred.
    private Map<String, Instant> since(Groups groups) {
        Set<String> waiting = waiting();
        Map<String, Instant> marked = group.members().stream()
                .filter(member -> waiting.contains(member.instance()))
                .filter(this::isMarkedInThisWait)
                .collect(toMap(Group.Member::instance, member -> marked(member.instance())));
        return marked.keySet().containsAll(waiting)
                ? marked
                : attempt(() -> groups.waitingSince(group.name(), waiting), marked);
    }

    /// A node that was retained, or that a warm pool took, has waited before, and a guard may have failed to take its
    /// mark off. So has, perhaps, one whose mark is older than its wait may last.
    private boolean isMarkedInThisWait(Group.Member member) {
        Marks marks = marks(member.instance());
        Instant marked = marks.heldSince();
        return marked != null
                && !group.pool()
                && member.state().equals("Terminating:Wait")
                && marks.gaveUp() == null
                && marks.rounds() == 0
                && !marked.isAfter(now)
                && marked.plus(serving.settings().maxHold()).isAfter(now);
    }

    private Instant marked(String instance) {
        return Optional.ofNullable(marks(instance).heldSince()).orElseThrow();
    }

    private Marks marks(String instance) {
        Described machine = machines.get(instance);
        return machine == null ? Marks.NONE : machine.details().marks();
    }

    /// Returns the nodes whose looks are wanted.
    List<Wanted> wanted() {
        return group.members().stream()
                .map(member -> new Wanted(
                        member.instance(), group.document(), since.getOrDefault(member.instance(), Instant.EPOCH)))
                .toList();
    }

    /// The looks at these instances could not be read, some of which may be nodes of this group.
    void unread(Set<String> instances, Fault fault) {
        List<String> ours = group.members().stream()
                .map(Group.Member::instance)
                .filter(instances::contains)
                .toList();
        if (!ours.isEmpty()) {
            problems.add(name() + ", " + Format.count(ours.size(), "node") + " ("
                    + String.join(", ", ours.subList(0, Math.min(3, ours.size())))
                    + (ours.size() > 3 ? ", ..." : "") + "): " + fault.getMessage());
        }
    }

    /// Returns a row for each node.
    ///
    /// @param looks the looks at each instance, oldest first
    List<NodeRow> rows(Map<String, List<Seen>> looks) {
        return group.members().stream().map(member -> row(member, looks)).toList();
    }

    private NodeRow row(Group.Member member, Map<String, List<Seen>> looks) {
        Described machine = machines.get(member.instance());
        OneNode node = new OneNode(
                group,
                member,
                serving.hooks() == null ? new Hooks(null, null) : serving.hooks(),
                since.get(member.instance()),
                machine == null ? null : machine.details(),
                machine == null ? Map.of() : machine.tags());
        return node.row(serving.settings(), looks.getOrDefault(member.instance(), List.of()), now);
    }

    private <T extends @Nullable Object> T attempt(Supplier<T> call, T otherwise) {
        try {
            return call.get();
        } catch (Fault fault) {
            problems.add(name() + ": " + fault.getMessage());
            return otherwise;
        }
    }
}
