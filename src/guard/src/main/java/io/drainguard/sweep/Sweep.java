package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The main path: one pass over all groups. Start reading here.
///
/// It reads the groups that opted in, looks at every node that waits or was retained, lets
/// [io.drainguard.decide.Decider] decide and carries the decision out. A failure at one node or group never stops the
/// others; the [Report] names them all. One instance serves one guard and is not thread-safe.
public final class Sweep {
    /// How often something starts a sweep: the finest EventBridge Scheduler can do (EventBridge Scheduler User Guide).
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    /// How late the next sweep may come: EventBridge Scheduler invokes within a minute of the time it was given
    /// (EventBridge Scheduler User Guide, schedule-types), most often within seconds.
    private static final Duration LATE = Duration.ofSeconds(20);

    /// A node that was asked less than this ago is not asked again: a thousand events at once make a handful of sweeps.
    static final Duration FRESH = Duration.ofSeconds(20);

    private final Groups groups;
    private final Looks looks;
    private final Volumes volumes;
    private final Journal journal;
    private final Time time;
    private final Settings settings;
    private final Memory memory = new Memory();
    private final Holds holds;
    private @Nullable Instant lastScheduled;
    private @Nullable Instant lastLooked;

    /// Builds the sweep of one guard.
    public Sweep(Groups groups, Looks looks, Volumes volumes, Journal journal, Time time, Settings settings) {
        this.groups = groups;
        this.looks = looks;
        this.volumes = volumes;
        this.journal = journal;
        this.time = time;
        this.settings = settings;
        this.holds = new Holds(groups, time);
    }

    /// What this guard does for an instance that EC2 takes back.
    public Reclaim reclaim() {
        return new Reclaim(groups, volumes, holds, journal, time, settings);
    }

    /// Sweeps over all groups.
    ///
    /// @param until when the caller's own time runs out; what is not answered by then is held
    /// @throws Fault when the groups themselves could not be read; the nodes known to wait were held all the same
    public Report run(Instant until) {
        lastScheduled = time.instant();
        lastLooked = lastScheduled;
        return run(read(until), null, until);
    }

    /// Sweeps because an event named a node, unless that node was asked a moment ago or since the event, does
    /// not wait, or belongs to a group that never opted in.
    ///
    /// @throws Fault when the groups themselves could not be read; the nodes known to wait were held all the same
    public Report run(TerminationNotice hint, Instant until) {
        NodeId node = hint.node();
        if (fresh(node) || askedSince(hint)) {
            return ignored(hint, "it was looked at a moment ago");
        }
        Reading reading;
        try {
            reading = read(until);
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.THROTTLED) {
                throw fault;
            }
            return ignored(hint, "the next sweep looks at it: " + fault.getMessage());
        }
        Group group = reading.groups().stream()
                .filter(one -> one.name().equals(node.group()))
                .findFirst()
                .orElse(null);
        if (group == null) {
            return ignored(hint, "its group does not carry the tag '" + Tags.GUARDED + "'");
        }
        if (!group.pool() && !group.waiting().contains(node)) {
            return ignored(hint, "it does not wait, or no longer");
        }
        boolean everybody = onDuty() || few(reading);
        lastLooked = time.instant();
        return everybody ? run(reading, hint, until) : glance(reading, group, hint, until);
    }

    /// Whether looking at everybody costs hardly more than looking at one.
    private static boolean few(Reading reading) {
        return reading.groups().stream()
                        .mapToInt(group -> group.members().size())
                        .sum()
                <= Looks.BATCH;
    }

    /// Whether this guard is the one that is called: by the schedule, or by one event after the other. Then it knows
    /// who was asked, and an event hastens its next sweep.
    private boolean onDuty() {
        Instant last = lastLooked;
        return last != null && time.since(last).compareTo(INTERVAL.multipliedBy(2)) < 0;
    }

    /// The groups; where they cannot be read, those known to wait are held until the next sweep tries again.
    private Reading read(Instant until) {
        holds.tend();
        try {
            return groups.tagged();
        } catch (Fault fault) {
            holds.stayUp(nextSweep(time.instant()), until);
            throw fault;
        }
    }

    private Report run(Reading reading, @Nullable TerminationNotice hint, Instant until) {
        // No call lies between the reading and this, so it is also when the groups were read.
        Instant start = time.instant();
        Tally tally = new Tally();
        Roster roster = new Roster(groups, volumes, holds, memory, time, settings, tally, start);
        List<Group> whole = reading.groups().stream().map(roster::whole).toList();
        Set<NodeId> waiting =
                whole.stream().flatMap(group -> group.waiting().stream()).collect(toSet());
        memory.keepOnly(
                whole.stream().map(Group::name).collect(toSet()), waiting, start.minus(INTERVAL.multipliedBy(2)));
        holds.keepOnly(waiting, roster.unread());
        Report report = serve(whole, roster, reading, hint, tally, start, until);
        journal.swept(report);
        return report;
    }

    /// Looks at the node of an event and at nobody else. A guard that was not called of late knows nothing of the
    /// others, and may be one of a thousand that a thousand events started side by side. What fails here is
    /// no failure: the next sweep tries again, and says so where it fails, too.
    private Report glance(Reading reading, Group group, TerminationNotice hint, Instant until) {
        Instant start = time.instant();
        Tally tally = new Tally();
        Roster roster = new Roster(groups, volumes, holds, memory, time, settings, tally, start);
        Group alone = roster.whole(group).only(hint.node());
        Report report = serve(List.of(alone), roster, reading, hint, tally, start, until);
        report.failures().forEach(failure -> ignored(hint, "the next sweep looks at it: " + failure));
        return report.withoutFailures();
    }

    private Report serve(
            List<Group> whole,
            Roster roster,
            Reading reading,
            @Nullable TerminationNotice hint,
            Tally tally,
            Instant start,
            Instant until) {
        DecisionExecutor acts = new DecisionExecutor(groups, holds, memory, time);
        VolumeProtection flags = new VolumeProtection(volumes, time, settings.protectVolumes(), until);
        Reconciler settlement = new Reconciler(acts, holds, flags, volumes, journal, tally);
        List<Visit> visits = roster.of(whole, reading, hint, node -> !fresh(node));
        new Pass(looks, time, memory, holds, settlement, tally, Duration.ofSeconds(50), until).over(visits);
        holds.stayUp(nextSweep(start), until);
        return tally.report();
    }

    /// When the schedule starts a sweep again, at the latest that is to be reckoned with.
    private Instant nextSweep(Instant start) {
        Duration ahead = INTERVAL.plus(LATE);
        Instant last = lastScheduled;
        return last == null || !last.plus(ahead).isAfter(start) ? start.plus(ahead) : last.plus(ahead);
    }

    private boolean fresh(NodeId node) {
        Instant asked = memory.asked(node);
        return asked != null && time.since(asked).compareTo(FRESH) < 0;
    }

    /// An event that was overtaken: what it announced was looked at, and the schedule looks on.
    private boolean askedSince(TerminationNotice hint) {
        Instant asked = memory.asked(hint.node());
        return asked != null && asked.isAfter(hint.at()) && time.since(asked).compareTo(INTERVAL.multipliedBy(2)) < 0;
    }

    private Report ignored(TerminationNotice hint, String reason) {
        journal.ignored("event for " + hint.node(), reason);
        return new Tally().report();
    }
}
