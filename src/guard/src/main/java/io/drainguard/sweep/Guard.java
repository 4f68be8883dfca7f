package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
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

    /// How often a sweep tries to read the warm pools: this copy may know nobody who waits there.
    private static final int TRIES = 3;

    private final Ports ports;
    private final Settings settings;
    private final State state;
    private final GroupReader groups;
    private @Nullable Instant lastSweep;
    private @Nullable Instant lastCall;

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
        Memory memory = new Memory();
        this.state = new State(memory, new Leases(ports, memory.facts()), stay);
        this.groups = new GroupReader(ports, state.leases());
    }

    /// Returns what this guard does for an instance that EC2 takes back.
    public Reclaim reclaim() {
        return new Reclaim(ports, settings, state.memory());
    }

    /// Takes every step with every node.
    ///
    /// @param until when the caller's own time runs out
    /// @throws Fault when the groups themselves could not be read; the nodes known to wait were held all the same
    public Report sweep(Instant until) {
        lastSweep = called();
        SweepRun run = run(groups.readInTime(until), until);
        for (int tries = 1; run.mayRetry() && tries < TRIES; tries++) {
            ports.time().pause(GroupReader.AGAIN);
            run = run(groups.readInTime(until), until);
        }
        List<Visit> visits = run.everybody();
        renew();
        run.collect(visits, Set.of());
        run.settleEmpty(visits);
        run.start(visits);
        List<Visit> stale = run.stale(visits);
        run.settle(visits.stream().filter(visit -> !stale.contains(visit)).toList());
        run.await(stale);
        run.settle(stale);
        Report report = run.report(visits);
        ports.journal().swept(report);
        return report;
    }

    /// Starts looks at all nodes at which none is under way, and holds the node that an event names, unless that node
    /// was asked since, does not wait, or belongs to a group that never opted in. What fails is left to the next
    /// sweep, which says so where it fails, too.
    ///
    /// @throws Fault when the groups themselves could not be read
    public Report announced(TerminationNotice notice, Instant until) {
        Announcement event = new Announcement(notice, ports);
        boolean onDuty = isOnDuty();
        called();
        if (event.isAsked(state.memory().commands())) {
            return ignored(notice, "it was looked at a moment ago");
        }
        try {
            if (!onDuty && event.isAskedByAnother(state.memory(), groups.aheadOfAws())) {
                return ignored(notice, "another copy of the guard looks at it");
            }
            Reading read = event.mayWait(groups.read(), groups::read);
            return event.mayWait(read)
                    ? startLooks(run(read, until), notice)
                    : ignored(notice, "it does not wait, or its group does not carry the tag '" + Tags.GUARDED + "'");
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.THROTTLED) {
                throw fault;
            }
            return ignored(notice, "the next sweep looks at it: " + fault.getMessage());
        }
    }

    private Report startLooks(SweepRun run, TerminationNotice notice) {
        run.startEverywhere(notice.node());
        List<Visit> own =
                run.visits(member -> member.instance().equals(notice.node().instance()), notice);
        state.leases().renew(Set.of(notice.node()));
        run.settle(own);
        Report report = run.reportSome();
        report.failures().forEach(failure -> ignored(notice, "the next sweep tries again: " + failure));
        return report.withoutFailures();
    }

    /// Whether this guard is the one that is called: by the schedule, or by one event after the other. A copy that was
    /// not called recently may be one of a thousand that a thousand events started side by side.
    private boolean isOnDuty() {
        Instant last = lastCall;
        return last != null && ports.time().since(last).compareTo(INTERVAL.multipliedBy(2)) < 0;
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

    /// Settles every node whose look has ended since, for a guard that hears no events. It makes no call while no look
    /// of its own is under way.
    ///
    /// @throws Fault when the groups themselves could not be read
    public Report collect(Instant until) {
        return isWaiting() ? collect(member -> true, Set.of(), until) : new Tally().some();
    }

    private Report collect(Predicate<Group.Member> wanted, Set<String> commands, Instant until) {
        SweepRun run = run(groups.read(), until);
        List<Visit> visits = run.visits(wanted, null);
        run.collect(visits, commands);
        List<Visit> news = run.news(visits);
        run.settle(news);
        run.startNext(news);
        Report report = run.reportSome();
        if (!news.isEmpty() || !report.failures().isEmpty()) {
            ports.journal().collected(report);
        }
        return report;
    }

    /// Tells whether a look that this guard started has no answer yet, as far as it has read.
    public boolean isWaiting() {
        return state.memory().isAwaiting();
    }

    // --- renew ---

    /// Records the heartbeats that are due.
    public void renew() {
        state.leases().renew();
    }

    /// Returns until when this guard has to stay up and to [#renew]: until the next sweep where it holds nodes whose
    /// period is too short for the schedule, and not at all where it holds none. Nothing starts a sweep more often
    /// than once a minute.
    ///
    /// @param until when the caller's own time runs out
    public Instant upUntil(Instant until) {
        return state.leases().upUntil(lastSweep, until);
    }

    // --- the parts ---

    private Instant called() {
        Instant now = ports.time().instant();
        lastCall = now;
        return now;
    }

    private SweepRun run(Reading read, Instant until) {
        return new SweepRun(
                ports, settings, state, read, new SweepBudget(ports.time().instant(), until));
    }

    private Report ignored(TerminationNotice notice, String reason) {
        ports.journal().ignored("event for " + notice.node(), reason);
        return new Tally().some();
    }
}
