package io.drainguard.cli;

import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.setup.ActivityReader;
import io.drainguard.aws.setup.ActivityReader.Scaling;
import io.drainguard.aws.setup.GuardLog;
import io.drainguard.aws.setup.NodeRecords.Machine;
import io.drainguard.aws.setup.NodeRecords.Membership;
import io.drainguard.cli.History.Source;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Units;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Asks each source what it knows of a node. A source that cannot be asked is named, and stops no other.
final class HistoryReader {
    /// For so long AWS keeps scaling activities (EC2 Auto Scaling API Reference, DescribeScalingActivities: six weeks).
    private static final Duration ACTIVITIES_KEPT = Duration.ofDays(42);

    private final AwsOptions options;
    private final String instance;
    private final Instant since;
    private final Instant until;
    private final List<Happened> events = new ArrayList<>();
    private final List<Source> sources = new ArrayList<>();
    private boolean known;

    HistoryReader(AwsOptions options, String instance, Instant since, Instant until) {
        this.options = options;
        this.instance = instance;
        this.since = since;
        this.until = until;
    }

    /// Where the guard's journal stands.
    ///
    /// @param guards names of guards, none to find them by their metrics
    /// @param logGroups names of log groups, none to find them by the guards
    record Journals(List<String> guards, List<String> logGroups) {}

    /// Reads all sources.
    ///
    /// @throws Fault if not one of them could be asked
    History read(Journals journals) {
        List<Fault> faults = new ArrayList<>();
        String group = place(faults);
        activities(group, faults);
        asked(
                "looks (Systems Manager)",
                kept(SsmHistory.KEPT),
                faults,
                () -> options.timeline().since(instance, since).forEach(ran -> events.add(new Happened.Looked(ran))));
        for (String log : logs(journals, faults)) {
            asked(
                    "the guard's log " + log,
                    "",
                    faults,
                    () -> options.guardLog()
                            .lines(log, instance, since, until)
                            .forEach(line ->
                                    events.add(new Happened.Logged(line.at(), JournalLine.of(line.text(), instance)))));
        }
        if (!faults.isEmpty() && sources.stream().noneMatch(Source::whole)) {
            throw faults.getFirst();
        }
        return new History(new NodeId(group == null ? "-" : group, instance), since, until, events, sources);
    }

    /// Whether a group or EC2 still knows the node.
    boolean known() {
        return known;
    }

    /// Reads tags, and returns the node's group, `null` if nobody knows it any more.
    private @Nullable String place(List<Fault> faults) {
        List<@Nullable String> group = new ArrayList<>();
        asked("tags (EC2)", "", faults, () -> {
            Machine machine = options.nodeRecords().machines(List.of(instance)).get(instance);
            if (machine != null) {
                known = true;
                group.add(machine.group());
                events.addAll(new NodeTags(machine.tags(), until).events());
            }
        });
        Part<@Nullable Membership> member = Part.of(
                () -> options.nodeRecords().memberships(List.of(instance)).get(instance));
        Membership found = member.or(null);
        if (found != null) {
            known = true;
            return found.group();
        }
        return group.isEmpty() ? null : group.getFirst();
    }

    /// Searches all tagged groups where nobody knows the node's group any more.
    private void activities(@Nullable String group, List<Fault> faults) {
        asked(
                "scaling activities" + (group == null ? " of all tagged groups" : ""),
                kept(ACTIVITIES_KEPT),
                faults,
                () -> {
                    List<Group> tagged = options.groups().tagged().groups();
                    tagged.forEach(this::ofGroup);
                    ActivityReader reader = options.activities();
                    List<String> names =
                            group == null ? tagged.stream().map(Group::name).toList() : List.of(group);
                    names.forEach(name -> reader.of(name, instance, since).forEach(this::scaled));
                });
    }

    private void ofGroup(Group one) {
        Operator says = one.traits().overrides().getOrDefault(instance, Operator.SILENT);
        if (says != Operator.SILENT) {
            events.add(new Happened.Marked(
                    until,
                    Tags.OVERRIDE_OF + instance,
                    "by now a tag of group " + one.name() + " says " + says.word()));
        }
    }

    private void scaled(Scaling activity) {
        events.add(new Happened.Scaled(activity, false, activity.start()));
        Instant end = activity.end();
        if (end != null) {
            events.add(new Happened.Scaled(activity, true, end));
        }
    }

    private Set<String> logs(Journals journals, List<Fault> faults) {
        Set<String> found = new TreeSet<>(journals.logGroups());
        if (!found.isEmpty()) {
            return found;
        }
        try {
            List<String> guards = journals.guards().isEmpty() ? options.guards().known() : journals.guards();
            GuardLog reader = options.guardLog();
            guards.forEach(guard -> found.addAll(reader.of(guard)));
            if (found.isEmpty()) {
                sources.add(new Source(
                        "the guard's log",
                        guards.isEmpty()
                                ? "no guard has written metrics in the last three hours; next: name its log with"
                                        + " --log-group, or the guard with --guard"
                                : "guard " + String.join(", ", guards)
                                        + " is neither a function nor one of a stack; next: name its log with"
                                        + " --log-group"));
            }
        } catch (Fault fault) {
            faults.add(fault);
            sources.add(new Source("the guard's log", String.valueOf(fault.getMessage())));
        }
        return found;
    }

    /// Returns what a source cannot tell any more, empty where it tells all that was asked for.
    private String kept(Duration longest) {
        return since.isBefore(until.minus(longest))
                ? "AWS keeps " + Units.span(longest) + ", so what was before is not here"
                : "";
    }

    private void asked(String name, String missing, List<Fault> faults, Runnable read) {
        try {
            read.run();
            sources.add(new Source(name, missing));
        } catch (Fault fault) {
            faults.add(fault);
            sources.add(new Source(name, String.valueOf(fault.getMessage())));
        }
    }
}
