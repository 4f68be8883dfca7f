package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One sweep: the steps that a guard takes with the nodes of one reading of the groups. Each step reads what it needs
/// from AWS, does at most one thing per node, and may be repeated.
final class SweepRun {
    /// For so long the guard waits for an output that is behind the event of its look's end.
    private static final Duration BEHIND = Duration.ofSeconds(1);

    /// A node settles for 15 s, so no fresh look ends earlier.
    private static final Duration SETTLING = Duration.ofSeconds(16);

    /// Between two readings of looks that the sweep waits for.
    private static final Duration POLL = Duration.ofSeconds(2);

    private final Ports ports;
    private final Memory memory;
    private final Leases leases;
    private final SweepBudget budget;
    private final List<Group> groups;
    private final Tally tally = new Tally();
    private final Inventory inventory;
    private final RecentLooks looks;
    private final AnswerReader answers;
    private final LookStarter starter;
    private final NodeSettler settler;
    private final NoticeWriter notices;
    private final Duration aheadOfAws;
    private final Instant begun;
    private final Instant started;

    /// @param read the groups, read just now
    SweepRun(Ports ports, Settings settings, Guard.State state, Reading read, SweepBudget budget) {
        this.ports = ports;
        this.memory = state.memory();
        this.leases = state.leases();
        this.budget = budget;
        this.aheadOfAws = Duration.between(read.at(), ports.time().instant());
        this.begun = now();
        this.started = ports.time().instant();
        this.inventory = new Inventory(ports, memory, settings, tally);
        this.groups = inventory.whole(read.groups());
        this.looks = new RecentLooks(memory);
        this.answers = new AnswerReader(ports, memory, looks, tally);
        NodeFacts facts = memory.facts();
        Machines machines = new Machines(ports, facts, tally);
        this.starter = new LookStarter(ports, looks, machines, tally, state);
        this.notices = new NoticeWriter(ports, memory, this::now, leases::renew);
        NodeMarks marks = new NodeMarks(ports, facts, this::now);
        this.settler = new NodeSettler(
                ports,
                state,
                new NodeSettler.Reads(inventory.waits(), looks, answers, machines, tally, notices),
                new Reconciler(
                        ports,
                        new VolumeProtection(ports, settings.protectVolumes(), budget, marks),
                        marks,
                        state,
                        settings.endsForeign()),
                this::now);
    }

    /// AWS's time: a difference between the two clocks changes neither an age nor a hold.
    private Instant now() {
        return ports.time().instant().minus(aheadOfAws);
    }

    // --- who is there ---

    /// Tells whether a warm pool could not be read that another try may read.
    boolean mayRetry() {
        return inventory.mayRetry();
    }

    /// All nodes. From now on the guard holds those that wait, and nobody else.
    List<Visit> everybody() {
        settler.renewing();
        tally.groups(groups.size());
        Set<NodeId> waiting =
                groups.stream().flatMap(group -> group.waiting().stream()).collect(toSet());
        Set<NodeId> listed =
                groups.stream().flatMap(group -> group.all().stream()).collect(toSet());
        memory.keepOnly(
                groups.stream().map(Group::name).collect(toSet()), waiting, listed::contains, inventory.unread());
        groups.forEach(group -> tally.aboveMaxSize(group.name(), group.aboveMaxSize(memory.facts()::isAcknowledged)));
        groups.forEach(this::tellOfUnclearYield);
        leases.keepOnly(waiting, inventory.unread());
        return held(inventory.visits(groups, now(), null));
    }

    private void tellOfUnclearYield(Group group) {
        String fault = group.yields().fault();
        if (fault != null) {
            tally.failed("group " + group.name() + ": " + fault);
        }
    }

    /// The nodes that are wanted, which the guard holds from now on, too.
    ///
    /// @param notice the event of one of them, or `null`
    List<Visit> visits(Predicate<Group.Member> wanted, @Nullable TerminationNotice notice) {
        List<Group> some = groups.stream().map(group -> group.only(wanted)).toList();
        return held(inventory.visits(some, begun, notice));
    }

    private List<Visit> held(List<Visit> visits) {
        Instant now = now();
        for (Visit visit : visits) {
            Hook hook = visit.hook();
            if (hook != null && !visit.isRetained()) {
                boolean isKnown = memory.knowsWait(visit.id()) && !visit.began().isAfter(now);
                Instant began = ports.time().instant().minus(visit.age(now));
                leases.track(visit.id(), hook, isKnown ? began : null);
            }
        }
        return visits;
    }

    // --- collect ---

    /// Lists the looks of these nodes, and reads the answers that are not known yet.
    ///
    /// @param told commands of which an event tells that they have ended
    void collect(Collection<Visit> visits, Set<String> told) {
        if (visits.isEmpty()) {
            return;
        }
        list(visits);
        answers.collect(visits, told, now());
        if (answers.isBehind(visits, told)) {
            ports.time().pause(BEHIND);
            answers.collectAgain(visits, told, now());
        }
    }

    private void list(Collection<Visit> visits) {
        answers.list(visits, now());
    }

    /// Those of these nodes that this guard has not settled yet on their newest answer.
    List<Visit> news(Collection<Visit> visits) {
        return visits.stream().filter(answers::isNews).toList();
    }

    // --- start ---

    /// Starts looks at this node, which begins to wait, and at all others that no guard has asked yet. The rest is the
    /// schedule's, which asks fifty at a time.
    void startEverywhere(NodeId begins) {
        List<Visit> everybody = inventory.sketch(groups, now());
        list(everybody);
        start(everybody, visit -> visit.id().equals(begins) || !looks.isAsked(visit));
    }

    /// Starts looks at those of these nodes at which none is under way.
    void start(Collection<Visit> visits) {
        start(visits, visit -> !settler.isSettled(visit));
    }

    /// Starts the next looks at those of these nodes whose look stayed as long as it may, or whose Empty is too old.
    /// Where more nodes wait than one command can ask this is left to the schedule: commands would come to ask ever
    /// fewer nodes each, and Systems Manager throttles.
    void startNext(Collection<Visit> visits) {
        Instant now = now();
        boolean few = groups.stream().mapToInt(group -> group.members().size()).sum() <= Looks.BATCH;
        start(visits, visit -> (few && looks.hasStayed(visit)) || looks.isStale(visit, now));
    }

    private void start(Collection<Visit> visits, Predicate<Visit> wanted) {
        Instant now = now();
        settler.refused(starter.start(
                visits.stream()
                        .filter(visit -> wanted.test(visit) && looks.mayStart(visit, now))
                        .toList(),
                now));
    }

    /// Those of these nodes whose Empty is too old, and which are looked at again now.
    List<Visit> stale(Collection<Visit> visits) {
        Instant now = now();
        return visits.stream()
                .filter(visit -> !settler.isSettled(visit) && looks.open(visit) != null)
                .filter(visit -> looks.isStale(visit, now))
                .toList();
    }

    // --- settle ---

    /// Settles those of these nodes that are Empty: nothing else is as urgent.
    void settleEmpty(Collection<Visit> visits) {
        Instant now = now();
        settle(visits.stream()
                .filter(visit -> looks.look(visit, now) instanceof Empty)
                .toList());
    }

    /// Settles these nodes, if they are not settled yet and something is known of them.
    void settle(Collection<Visit> visits) {
        settler.settle(visits);
    }

    /// Waits for the looks of these nodes, and settles each that has ended. The schedule comes so seldom that the next
    /// sweep would find an Empty too old again.
    void await(Collection<Visit> stale) {
        Instant end = budget.freshLooksBy(ports.time().instant());
        Instant next = ports.time().instant().plus(SETTLING);
        while (stale.stream().anyMatch(visit -> looks.unanswered(visit) != null)
                && ports.time().instant().isBefore(end)) {
            ports.time().pause(POLL);
            leases.renew();
            if (!ports.time().instant().isBefore(next)) {
                answers.collectAgain(stale, looks.unanswered(stale), now());
                settle(stale.stream()
                        .filter(visit -> looks.unanswered(visit) == null)
                        .toList());
            }
        }
    }

    /// Reports what this sweep did. Nodes on which nothing was decided wait, or are retained, all the same.
    Report report(Collection<Visit> visits) {
        Instant now = now();
        visits.stream().filter(visit -> !settler.isSettled(visit)).forEach(visit -> undecided(visit, now));
        notices.send(tally, budget.until());
        Usage.Calls calls = memory.uncounted(ports.usage().now());
        tally.sweep(Measure.API_CALLS, calls.made());
        if (calls.throttled() > 0) {
            tally.sweep(Measure.API_THROTTLES, calls.throttled());
        }
        tally.sweep(
                Measure.SWEEP_SECONDS,
                Duration.between(started, ports.time().instant()).toSeconds());
        return tally.whole();
    }

    private void undecided(Visit visit, Instant now) {
        NodeFacts facts = memory.facts();
        if (!visit.isRetained()) {
            facts.observed(visit.id(), progress -> progress.nothingKnown(now), now);
            tally.held(visit.id(), leases.outcome(visit));
        }
        tally.undecided(
                visit.id(),
                visit.isRetained(),
                settler.heldFor(visit, now),
                facts.outlook(visit.id(), visit.policy()),
                now);
    }

    /// Reports what became of the nodes that were settled between two sweeps.
    Report reportSome() {
        notices.send(tally, budget.until());
        return tally.some();
    }
}
