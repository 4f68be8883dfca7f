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
        return run(read(until), null, until);
    }

    /// Sweeps because an event named a node, unless that node was asked a moment ago or since the event, does
    /// not wait, or belongs to a group that never opted in.
    ///
    /// @throws Fault when the groups themselves could not be read; the nodes known to wait were held all the same
    public Report run(Hint hint, Instant until) {
        NodeId node = hint.node();
        if (fresh(node) || askedSince(hint)) {
            return ignored(hint, "it was looked at a moment ago");
        }
        Reading reading = read(until);
        Group group = reading.groups().stream()
                .filter(one -> one.name().equals(node.group()))
                .findFirst()
                .orElse(null);
        if (group == null) {
            return ignored(hint, "its group does not carry the tag '" + Group.TAG + "'");
        }
        if (!group.pool() && !group.waiting().contains(node)) {
            return ignored(hint, "it does not wait, or no longer");
        }
        return run(reading, hint, until);
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

    private Report run(Reading reading, @Nullable Hint hint, Instant until) {
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
        Acts acts = new Acts(groups, holds, memory, time);
        Flags flags = new Flags(volumes, time, settings.protectVolumes());
        Settlement settlement = new Settlement(acts, holds, flags, journal, tally);
        Pass pass = new Pass(looks, time, memory, holds, settlement, tally);
        for (Group group : whole) {
            List<Visit> visits = roster.of(group, reading, hint);
            pass.ask(group, visits.stream().filter(visit -> !fresh(visit.id())).toList());
        }
        pass.await(earlier(time.instant().plus(settings.lookTimeout()), until));
        holds.stayUp(nextSweep(start), until);
        Report report = tally.report();
        journal.swept(report);
        return report;
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
    private boolean askedSince(Hint hint) {
        Instant asked = memory.asked(hint.node());
        return asked != null && asked.isAfter(hint.at()) && time.since(asked).compareTo(INTERVAL.multipliedBy(2)) < 0;
    }

    private Report ignored(Hint hint, String reason) {
        journal.ignored("event for " + hint.node(), reason);
        return new Tally().report();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
