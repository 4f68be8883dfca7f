package io.drainguard.cli;

import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Policy;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Reading;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads which nodes wait or were retained, and their past looks. Sends no command and changes nothing.
final class SituationReader {
    private final Groups groups;
    private final SsmHistory history;
    private final Volumes volumes;
    private final Settings settings;

    /// Builds a reader with the guard's own settings, since they limit its holds.
    SituationReader(Groups groups, SsmHistory history, Volumes volumes, Settings settings) {
        this.groups = groups;
        this.history = history;
        this.volumes = volumes;
        this.settings = settings;
    }

    /// Reads the groups that have a wanted name.
    ///
    /// @throws Fault when the groups themselves could not be read; any other failure is listed as a problem
    Situation read(Predicate<String> wanted) {
        Reading reading = groups.tagged();
        List<Group> chosen = reading.groups().stream()
                .filter(group -> wanted.test(group.name()))
                .toList();
        List<NodeRow> rows = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        chosen.forEach(group -> rows.addAll(new OneGroup(group, reading.at(), problems).rows()));
        return new Situation(reading.at(), chosen.stream().map(Group::name).toList(), rows, problems);
    }

    /// Reads one group.
    private final class OneGroup {
        private final Group group;
        private final Instant now;
        private final List<String> problems;

        private OneGroup(Group group, Instant now, List<String> problems) {
            this.group = group;
            this.now = now;
            this.problems = problems;
        }

        private List<NodeRow> rows() {
            List<Group.Member> members = new ArrayList<>(group.members());
            if (group.pool()) {
                members.addAll(attempt(() -> groups.pool(group.name()), List.of()));
            }
            if (members.isEmpty()) {
                return List.of();
            }
            Set<String> waiting = members.stream()
                    .filter(member -> Phase.of(member.state()) != Phase.RETAINED)
                    .map(Group.Member::instance)
                    .collect(Collectors.toSet());
            @Nullable Hook hook = waiting.isEmpty() ? null : hook();
            Map<String, Instant> since =
                    waiting.isEmpty() ? Map.of() : attempt(() -> groups.waitingSince(group.name(), waiting), Map.of());
            Set<String> all = members.stream().map(Group.Member::instance).collect(Collectors.toSet());
            Map<String, InstanceDetails> details = attempt(() -> volumes.read(all), Map.of());
            return members.stream()
                    .map(member -> row(
                            member, policy(member, hook), since.get(member.instance()), details.get(member.instance())))
                    .toList();
        }

        /// Returns the hook; if it does not exist or cannot be read, adds a problem and returns `null`.
        private @Nullable Hook hook() {
            try {
                Hook hook = groups.hook(group.name(), settings.hookName());
                if (hook == null) {
                    problems.add("group " + group.name() + ": it has no termination hook '" + settings.hookName()
                            + "', so the guard holds none of its waiting nodes; next: drainguard doctor");
                }
                return hook;
            } catch (Fault fault) {
                problems.add("group " + group.name() + ": " + fault.getMessage());
                return null;
            }
        }

        private @Nullable Policy policy(Group.Member member, @Nullable Hook hook) {
            if (Phase.of(member.state()) == Phase.RETAINED) {
                return new Policy(settings.maxHold(), group.retains());
            }
            return hook == null ? null : Policy.of(settings.maxHold(), hook.globalTimeout(), group.retains());
        }

        private NodeRow row(
                Group.Member member,
                @Nullable Policy policy,
                @Nullable Instant since,
                @Nullable InstanceDetails details) {
            NodeId id = new NodeId(group.name(), member.instance());
            boolean retained = Phase.of(member.state()) == Phase.RETAINED;
            Duration held = since == null ? Duration.ZERO : positive(Duration.between(since, now));
            Node node = new Node(
                    id,
                    member.state(),
                    details == null ? Operator.UNREAD : details.operator(),
                    details == null ? Disks.VOLUMES : details.disks(),
                    held);
            List<Seen> seen = seen(id, since == null ? Instant.EPOCH : since);
            @Nullable Seen last = seen.isEmpty() ? null : seen.getLast();
            Look look = last == null ? new Look.Unknown("its history holds no look yet") : current(last, now);
            @Nullable Decision decision = policy == null ? null : Decider.decide(node, look, policy);
            return new NodeRow(
                    id,
                    member.state(),
                    node.operator(),
                    retained ? null : since,
                    retained || since == null || policy == null
                            ? null
                            : policy.ceiling().minus(held),
                    last,
                    Drain.of(seen, now),
                    decision,
                    decision == null ? "the guard cannot hold it without its hook" : decision.reason());
        }

        private List<Seen> seen(NodeId id, Instant since) {
            return attempt(() -> history.newest(id.instance(), group.document(), since, now), List.of());
        }

        private <T> T attempt(Supplier<T> call, T otherwise) {
            try {
                return call.get();
            } catch (Fault fault) {
                problems.add("group " + group.name() + ": " + fault.getMessage());
                return otherwise;
            }
        }
    }

    /// An Empty of an earlier wait, or from before the guard stopped, must not appear as a present Empty.
    private static Look current(Seen last, Instant now) {
        return last.look() instanceof Look.Empty && Drain.stale(last, now)
                ? new Look.Unknown("its last look, which found it empty, is too old")
                : last.look();
    }

    private static Duration positive(Duration span) {
        return span.isNegative() ? Duration.ZERO : span;
    }
}
