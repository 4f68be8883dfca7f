package io.drainguard.cli;

import static java.util.stream.Collectors.toSet;

import io.drainguard.aws.Ec2Volumes;
import io.drainguard.aws.Ec2Volumes.Described;
import io.drainguard.aws.PastLooks;
import io.drainguard.aws.PastLooks.Found;
import io.drainguard.aws.PastLooks.Wanted;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Marks;
import io.drainguard.sweep.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads which nodes wait or were retained, and their past looks, with as few calls as tell it. Sends no command and
/// changes nothing.
final class SituationReader {
    /// A node with less time than this left may be lost soon, so it matters what protects its disks.
    private static final Duration SOON = Duration.ofHours(4);

    private final Groups groups;
    private final PastLooks history;
    private final Ec2Volumes volumes;
    private final Function<Instant, GuardSettings> settings;

    /// Builds a reader.
    ///
    /// @param settings reads the settings of the guard that sweeps, at a time of AWS's clock
    SituationReader(Groups groups, PastLooks history, Ec2Volumes volumes, Function<Instant, GuardSettings> settings) {
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
        return new Once(reading.at()).situation(chosen);
    }

    /// One reading.
    private final class Once {
        private final Instant now;
        private final List<String> problems = new ArrayList<>();
        private final Map<String, Described> machines = new HashMap<>();

        private Once(Instant now) {
            this.now = now;
        }

        private Situation situation(List<Group> chosen) {
            List<String> names = chosen.stream().map(Group::name).toList();
            List<Group> inhabited = chosen.stream()
                    .map(this::whole)
                    .filter(group -> !group.members().isEmpty())
                    .toList();
            if (inhabited.isEmpty()) {
                return new Situation(now, names, null, List.of(), problems);
            }
            GuardSettings guard = settings.apply(now);
            problems.addAll(guard.problems());
            machines.putAll(machines(inhabited, guard));
            List<GroupSituation> all = inhabited.stream()
                    .map(group -> new GroupSituation(groups, group, guard, machines, now, problems))
                    .toList();
            Found looks = looks(all);
            List<NodeRow> rows = all.stream()
                    .flatMap(group -> group.rows(looks.looks()).stream())
                    .toList();
            return new Situation(now, names, guard, rows, problems);
        }

        private Group whole(Group group) {
            return group.pool()
                    ? group.with(attempt("group " + group.name(), () -> groups.pool(group.name()), List.of()))
                    : group;
        }

        private Map<String, Described> machines(List<Group> inhabited, GuardSettings guard) {
            Set<String> all = inhabited.stream()
                    .flatMap(group -> group.members().stream())
                    .map(Group.Member::instance)
                    .collect(toSet());
            boolean anyEnds = inhabited.stream().anyMatch(group -> !group.retains());
            Duration longest = guard.all().getFirst().maxHold();
            return attempt(
                    groupNames(inhabited),
                    () -> volumes.describe(all, machine -> anyEnds || mayBeLostSoon(machine, longest)),
                    Map.of());
        }

        private boolean mayBeLostSoon(Described machine, Duration longest) {
            Marks marks = machine.details().marks();
            Instant since = marks.heldSince();
            return marks.gaveUp() != null
                    || since == null
                    || since.plus(longest).minus(SOON).isBefore(now);
        }

        private Found looks(List<GroupSituation> all) {
            List<Wanted> wanted =
                    all.stream().flatMap(group -> group.wanted().stream()).toList();
            Found found = history.newest(wanted, now);
            Fault fault = found.fault();
            if (fault != null) {
                all.forEach(group -> group.unread(found.unread(), fault));
            }
            return found;
        }

        private String groupNames(List<Group> some) {
            return "group" + (some.size() == 1 ? " " : "s ")
                    + String.join(", ", some.stream().map(Group::name).toList());
        }

        private <T extends @Nullable Object> T attempt(String where, Supplier<T> call, T otherwise) {
            try {
                return call.get();
            } catch (Fault fault) {
                problems.add(where + ": " + fault.getMessage());
                return otherwise;
            }
        }
    }
}
