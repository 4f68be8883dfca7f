package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.LookCommand;
import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One guard, and what it does on each call. Start reading here.
///
/// The schedule calls [#sweep]; everything works by it alone. Events only hasten its steps: [#announced] starts looks,
/// and [#collect] settles nodes whose looks have ended. A failure at one node or group never stops the others; the
/// [Report] names them all. One instance is not thread-safe.
public final class Guard {
    /// How often something starts a sweep: the finest EventBridge Scheduler can do (EventBridge Scheduler User Guide).
    public static final Duration INTERVAL = Duration.ofMinutes(1);

    /// How long a look stays on a node that has data. Longer ones would tell less often how much data is left; see
    /// docs/performance.md for the curve.
    public static final Duration STAY = Duration.ofSeconds(50);

    /// Between two chances for heartbeats while a guard stays up: a tenth of the shortest period there is (EC2 Auto
    /// Scaling API Reference, PutLifecycleHook).
    public static final Duration PAUSE = Duration.ofSeconds(3);

    /// An event may be ahead of the state that its group shows, and of the events of other nodes.
    private static final Duration AHEAD = Duration.ofSeconds(2);

    private final Ports ports;
    private final Settings settings;
    private final State state;
    private @Nullable Instant lastSweep;
    private @Nullable Instant lastCall;
    private boolean busy;
    private Duration aheadOfAws = Duration.ZERO;

    /// What a guard keeps between two calls.
    ///
    /// @param stay how long a look stays on a node that has data
    record State(Memory memory, Leases leases, Duration stay) {}

    /// Builds a guard.
    public Guard(Ports ports, Settings settings) {
        this(ports, settings, STAY);
    }

    /// Builds a guard whose looks stay for `stay` on a node that has data; zero lets each answer at once.
    public Guard(Ports ports, Settings settings, Duration stay) {
        this.ports = ports;
        this.settings = settings;
        this.state = new State(new Memory(), new Leases(ports), stay);
    }

    /// Returns what this guard does for an instance that EC2 takes back.
    public Reclaim reclaim() {
        return new Reclaim(ports, settings);
    }

    /// Takes every step with every node.
    ///
    /// @param until when the caller's own time runs out
    /// @throws Fault when the groups themselves could not be read; the nodes known to wait were held all the same
    public Report sweep(Instant until) {
        lastSweep = called();
        SweepRun run = run(read(), until);
        List<Visit> visits = run.everybody();
        renew();
        run.collect(visits, Set.of());
        run.settleEmpty(visits);
        run.start(visits);
        List<Visit> stale = run.stale(visits);
        run.settle(visits.stream().filter(visit -> !stale.contains(visit)).toList());
        run.await(stale);
        run.settle(stale);
        busy = !visits.isEmpty();
        Report report = run.report(visits);
        ports.journal().swept(report);
        return report;
    }

    /// Starts looks at all nodes at which none is under way, and holds the node that an event names, unless that node
    /// was asked since, does not wait, or belongs to a group that never opted in. What fails is left to the next sweep,
    /// which says so where it fails, too.
    ///
    /// @throws Fault when the groups themselves could not be read
    public Report announced(TerminationNotice notice, Instant until) {
        boolean onDuty = isOnDuty();
        called();
        if (isAsked(notice, state.memory().sent())) {
            return ignored(notice, "it was looked at a moment ago");
        }
        try {
            if (!onDuty && isAskedByAnother(notice)) {
                return ignored(notice, "another copy of the guard looks at it");
            }
            Reading read = read();
            if (!waits(read, notice.node())) {
                ports.time().pause(AHEAD);
                read = read();
            }
            return waits(read, notice.node())
                    ? startLooks(read, notice, until)
                    : ignored(notice, "it does not wait, or its group does not carry the tag '" + Tags.GUARDED + "'");
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.THROTTLED) {
                throw fault;
            }
            return ignored(notice, "the next sweep looks at it: " + fault.getMessage());
        }
    }

    private Report startLooks(Reading read, TerminationNotice notice, Instant until) {
        SweepRun run = run(read, until);
        List<Visit> own =
                run.visits(member -> member.instance().equals(notice.node().instance()), notice);
        state.leases().renew(Set.of(notice.node()));
        run.startEverywhere();
        run.settle(own);
        Report report = run.report(List.of());
        report.failures().forEach(failure -> ignored(notice, "the next sweep tries again: " + failure));
        return report.withoutFailures();
    }

    /// Whether this guard is the one that is called: by the schedule, or by one event after the other. A copy that was
    /// not called of late may be one of a thousand that a thousand events started side by side.
    private boolean isOnDuty() {
        Instant last = lastCall;
        return last != null && ports.time().since(last).compareTo(INTERVAL.multipliedBy(2)) < 0;
    }

    private static boolean isAsked(TerminationNotice notice, Collection<LookCommand> commands) {
        return commands.stream()
                .anyMatch(command -> command.instances().contains(notice.node().instance())
                        && command.requested().isAfter(notice.at()));
    }

    /// Gives the others time: few of many copies go on, since each waits for a time of its own that is short for few.
    private boolean isAskedByAnother(TerminationNotice notice) {
        ports.time().pause(Suppression.delay(notice.token(), AHEAD));
        Instant since = ports.time().instant().minus(aheadOfAws).minus(RecentLooks.BACK);
        return isAsked(notice, ports.looks().recent(since, Set.of()));
    }

    private static boolean waits(Reading read, NodeId node) {
        return read.groups().stream()
                .anyMatch(group -> group.name().equals(node.group())
                        && (group.pool() || group.waiting().contains(node)));
    }

    /// Settles the nodes whose looks have ended, and starts the next looks at those whose look stayed to its end. It
    /// records no heartbeat: several copies of a function may do this at once, and the schedule renews.
    ///
    /// @throws Fault when the groups themselves could not be read
    public Report collect(Set<LookEnded> ended, Instant until) {
        called();
        Set<String> instances = ended.stream().map(LookEnded::instance).collect(toSet());
        Set<String> commands = ended.stream().map(LookEnded::command).collect(toSet());
        return collect(member -> instances.contains(member.instance()), commands, until);
    }

    /// Settles every node whose look has ended since, for a guard that hears no events.
    ///
    /// @throws Fault when the groups themselves could not be read
    public Report collect(Instant until) {
        return busy ? collect(member -> true, Set.of(), until) : new Tally().report();
    }

    /// Tells whether a look that this guard started has no answer yet, as far as it has read.
    public boolean isWaiting() {
        Memory memory = state.memory();
        return memory.sent().stream()
                .anyMatch(command ->
                        memory.answers(command.id()) < command.instances().size());
    }

    private Report collect(Predicate<Group.Member> wanted, Set<String> commands, Instant until) {
        SweepRun run = run(read(), until);
        List<Visit> visits = run.visits(wanted, null);
        run.collect(visits, commands);
        List<Visit> news = run.news(visits);
        run.settle(news);
        run.startNext(news);
        Report report = run.report(List.of());
        if (!news.isEmpty() || !report.failures().isEmpty()) {
            ports.journal().collected(report);
        }
        return report;
    }

    // --- renew ---

    /// Records the heartbeats that are due.
    public void renew() {
        state.leases().renew();
    }

    /// Returns until when this guard has to stay up and to [#renew]: until the next sweep where it holds nodes whose
    /// period is too short for the schedule, and not at all where it holds none. Nothing starts a sweep more often than
    /// once a minute.
    ///
    /// @param until when the caller's own time runs out
    public Instant upUntil(Instant until) {
        Instant now = ports.time().instant();
        if (!ports.groups().acts() || !state.leases().hasShort()) {
            return now;
        }
        Duration ahead = INTERVAL.plus(Lease.LATE);
        Instant last = lastSweep;
        Instant next = last == null || !last.plus(ahead).isAfter(now) ? now.plus(ahead) : last.plus(ahead);
        return Time.earlier(next, until);
    }

    // --- the parts ---

    private Instant called() {
        Instant now = ports.time().instant();
        lastCall = now;
        return now;
    }

    /// The groups; where they cannot be read, those known to wait are held all the same.
    private Reading read() {
        try {
            Reading read = ports.groups().tagged();
            aheadOfAws = Duration.between(read.at(), ports.time().instant());
            return read;
        } catch (Fault fault) {
            renew();
            throw fault;
        }
    }

    private SweepRun run(Reading read, Instant until) {
        return new SweepRun(ports, settings, state, read, new SweepBudget(ports.time().instant(), until));
    }

    private Report ignored(TerminationNotice notice, String reason) {
        ports.journal().ignored("event for " + notice.node(), reason);
        return new Tally().report();
    }
}
