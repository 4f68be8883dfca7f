package io.drainguard.cli;

import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Phase;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Reading;
import io.drainguard.sweep.Volumes;
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
            Hooks hooks = hooks(!waiting.isEmpty());
            Map<String, Instant> since =
                    waiting.isEmpty() ? Map.of() : attempt(() -> groups.waitingSince(group.name(), waiting), Map.of());
            Set<String> all = members.stream().map(Group.Member::instance).collect(Collectors.toSet());
            Map<String, InstanceDetails> details = attempt(() -> volumes.read(all), Map.of());
            return members.stream()
                    .map(member -> new OneNode(
                                    group, member, hooks, since.get(member.instance()), details.get(member.instance()))
                            .row(settings, this::seen, now))
                    .toList();
        }

        /// Returns the hooks; if they cannot be read, or ours is missing while nodes wait, adds a problem.
        private Hooks hooks(boolean waits) {
            Hooks hooks = attempt(() -> groups.hooks(group.name(), settings.hookName()), null);
            if (hooks == null) {
                return new Hooks(null, null);
            }
            if (hooks.ours() == null && waits) {
                problems.add("group " + group.name() + ": it has no termination hook '" + settings.hookName()
                        + "', so the guard holds none of its waiting nodes; next: drainguard doctor");
            }
            return hooks;
        }

        private List<Seen> seen(String instance, Instant since) {
            return attempt(() -> history.newest(instance, group.document(), since, now), List.of());
        }

        private <T extends @Nullable Object> T attempt(Supplier<T> call, T otherwise) {
            try {
                return call.get();
            } catch (Fault fault) {
                problems.add("group " + group.name() + ": " + fault.getMessage());
                return otherwise;
            }
        }
    }
}
