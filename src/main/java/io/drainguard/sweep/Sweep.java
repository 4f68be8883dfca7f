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

    /// A node that answered less than this ago is not asked again: a thousand events at once make a handful of sweeps.
    static final Duration FRESH = Duration.ofSeconds(20);

    private final Groups groups;
    private final Looks looks;
    private final Volumes volumes;
    private final Journal journal;
    private final Time time;
    private final Settings settings;
    private final Memory memory = new Memory();
    private final Acts acts;

    /// Builds the sweep of one guard.
    public Sweep(Groups groups, Looks looks, Volumes volumes, Journal journal, Time time, Settings settings) {
        this.groups = groups;
        this.looks = looks;
        this.volumes = volumes;
        this.journal = journal;
        this.time = time;
        this.settings = settings;
        this.acts = new Acts(groups, memory, time);
    }

    /// Sweeps over all groups.
    ///
    /// @param until when the caller's own time runs out; what is not answered by then is held
    /// @throws Fault when the groups themselves could not be read
    public Report run(Instant until) {
        return run(groups.tagged(), null, until);
    }

    /// Sweeps because an event named a node, unless that node was looked at a moment ago, or belongs to a group that
    /// never opted in.
    ///
    /// @throws Fault when the groups themselves could not be read
    public Report run(Hint hint, Instant until) {
        if (fresh(hint.node())) {
            return ignored(hint, "it was looked at less than " + FRESH.toSeconds() + " s ago");
        }
        Reading reading = groups.tagged();
        Group group = reading.groups().stream()
                .filter(one -> one.name().equals(hint.node().group()))
                .findFirst()
                .orElse(null);
        if (group == null) {
            return ignored(hint, "its group does not carry the tag '" + Group.TAG + "'");
        }
        if (!group.pool() && !group.waiting().contains(hint.node())) {
            return ignored(hint, "it does not wait, or no longer");
        }
        return run(reading, hint, until);
    }

    private Report run(Reading reading, @Nullable Hint hint, Instant until) {
        Instant start = time.instant();
        Tally tally = new Tally();
        Roster roster = new Roster(groups, volumes, memory, time, settings, tally);
        List<Group> whole = reading.groups().stream().map(roster::whole).toList();
        memory.keepOnly(waiting(whole), start.minus(FRESH));
        Flags flags = new Flags(volumes, time, settings.protectVolumes());
        Pass pass = new Pass(looks, time, memory, acts, new Settlement(acts, flags, journal, tally), tally);
        for (Group group : whole) {
            List<Visit> visits = roster.of(group, reading, hint);
            pass.keep(visits.stream().filter(visit -> fresh(visit.id())).toList());
            pass.ask(group, visits.stream().filter(visit -> !fresh(visit.id())).toList());
        }
        pass.await(earlier(time.instant().plus(settings.lookTimeout()), until));
        pass.stayUp(start.plus(INTERVAL), until);
        Report report = tally.report();
        journal.swept(report);
        return report;
    }

    private boolean fresh(NodeId node) {
        Instant answered = memory.look(node);
        return answered != null && time.since(answered).compareTo(FRESH) < 0;
    }

    private Report ignored(Hint hint, String reason) {
        journal.ignored("event for " + hint.node(), reason);
        return new Tally().report();
    }

    private static Set<NodeId> waiting(List<Group> groups) {
        return groups.stream().flatMap(group -> group.waiting().stream()).collect(toSet());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
