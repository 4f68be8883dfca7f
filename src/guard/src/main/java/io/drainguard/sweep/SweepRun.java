package io.drainguard.sweep;

import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Tally tally = new Tally();
    private final Reading read;
    private final Inventory inventory;
    private final RecentLooks looks;
    private final Machines machines;
    private final LookStarter starter;
    private final Reconciler reconciler;
    private final Map<NodeId, Unknown> refused = new HashMap<>();
    private final Set<NodeId> settled = new HashSet<>();
    private final Duration aheadOfAws;

    /// @param read the groups, read just now
    SweepRun(Ports ports, Settings settings, Guard.State state, Reading read, SweepBudget budget) {
        this.ports = ports;
        this.memory = state.memory();
        this.leases = state.leases();
        this.budget = budget;
        this.read = read;
        this.aheadOfAws = Duration.between(read.at(), ports.time().instant());
        this.inventory = new Inventory(ports, memory, settings, tally);
        this.looks = new RecentLooks(ports, memory, tally);
        this.machines = new Machines(ports, tally);
        this.starter = new LookStarter(ports, looks, machines, tally, state.stay());
        VolumeProtection flags =
                new VolumeProtection(ports.volumes(), ports.time(), settings.protectVolumes(), budget);
        this.reconciler = new Reconciler(ports, flags, leases);
    }

    /// AWS's time: a difference between the two clocks changes neither an age nor a hold.
    Instant now() {
        return ports.time().instant().minus(aheadOfAws);
    }

    // --- who is there ---

    /// All nodes. From now on the guard holds those that wait, and nobody else.
    List<Visit> everybody() {
        List<Group> groups = inventory.whole(read.groups());
        tally.groups(groups.size());
        Set<NodeId> waiting =
                groups.stream().flatMap(group -> group.waiting().stream()).collect(toSet());
        memory.keepOnly(groups.stream().map(Group::name).collect(toSet()), waiting);
        leases.keepOnly(waiting, inventory.unread());
        return held(inventory.visits(groups, now(), null));
    }

    /// The nodes that are wanted, which the guard holds from now on, too.
    ///
    /// @param notice the event of one of them, or `null`
    List<Visit> visits(Predicate<Group.Member> wanted, @Nullable TerminationNotice notice) {
        List<Group> groups = inventory.whole(read.groups()).stream()
                .map(group -> group.only(wanted))
                .toList();
        return held(inventory.visits(groups, now(), notice));
    }

    private List<Visit> held(List<Visit> visits) {
        Instant now = now();
        visits.stream().filter(visit -> !visit.isRetained()).forEach(visit -> track(visit, now));
        return visits;
    }

    private void track(Visit visit, Instant now) {
        Hook hook = visit.hook();
        if (hook != null) {
            Instant began = ports.time().instant().minus(visit.heldFor(now));
            leases.track(visit.id(), hook, memory.knowsWait(visit.id()) ? began : null);
        }
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
        looks.collect(visits, told, now());
        if (!told.isEmpty() && looks.open(visits).stream().anyMatch(told::contains)) {
            ports.time().pause(BEHIND);
            looks.collectAgain(visits, told, now());
        }
    }

    private void list(Collection<Visit> visits) {
        looks.list(visits.stream().map(Visit::document).collect(toSet()), now());
    }

    /// Those of these nodes whose newest answer was read in this sweep.
    List<Visit> news(Collection<Visit> visits) {
        return visits.stream().filter(looks::isNews).toList();
    }

    // --- start ---

    /// Starts looks at all nodes at which none is under way.
    void startEverywhere() {
        List<Visit> everybody = inventory.sketch(read.groups(), now());
        list(everybody);
        start(everybody);
    }

    /// Starts looks at those of these nodes at which none is under way.
    void start(Collection<Visit> visits) {
        Instant now = now();
        refused.putAll(starter.start(visits.stream()
                .filter(visit -> !settled.contains(visit.id()) && looks.mayStart(visit, now))
                .toList()));
    }

    /// Starts the next looks at those of these nodes whose look stayed as long as it may, or whose Empty is too old.
    void startNext(Collection<Visit> visits) {
        Instant now = now();
        refused.putAll(starter.start(visits.stream()
                .filter(visit -> looks.mayStart(visit, now) && isFollowed(looks.newest(visit), now))
                .toList()));
    }

    private static boolean isFollowed(@Nullable Answer newest, Instant now) {
        return newest != null && (newest.hasStayed() || newest.isStale(now));
    }

    /// Those of these nodes whose Empty is too old, and which are looked at again now.
    List<Visit> stale(Collection<Visit> visits) {
        Instant now = now();
        return visits.stream()
                .filter(visit -> !settled.contains(visit.id()) && looks.open(visit) != null)
                .filter(visit -> looks.newest(visit) instanceof Answer newest && newest.isStale(now))
                .toList();
    }

    /// Waits for the looks of these nodes, and settles each that has ended. The schedule comes so seldom that the next
    /// sweep would find an Empty too old again.
    void await(Collection<Visit> stale) {
        Instant end = budget.freshLooksBy(ports.time().instant());
        Instant next = ports.time().instant().plus(SETTLING);
        while (stale.stream().anyMatch(visit -> looks.open(visit) != null)
                && ports.time().instant().isBefore(end)) {
            ports.time().pause(POLL);
            leases.renew();
            if (!ports.time().instant().isBefore(next)) {
                looks.collectAgain(stale, looks.open(stale), now());
                settle(stale.stream().filter(visit -> looks.open(visit) == null).toList());
            }
        }
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
        List<Visit> open = visits.stream()
                .filter(visit -> !settled.contains(visit.id()))
                .toList();
        for (List<Visit> some : Batches.of(open, Volumes.BATCH)) {
            machines.read(some);
            Map<Visit, Look> known = known(some);
            Instant now = now();
            ports.calls()
                    .each(
                            known.keySet(),
                            visit -> reconciler.settle(visit, machines.of(visit), known.get(visit), now))
                    .forEach((visit, reply) -> record(visit, reply.or(SweepRun::unforeseen)));
            leases.renew();
        }
    }

    /// What is known of these nodes. An Empty counts only if it is of the wait that the node is in now, which is read
    /// again: this copy of the guard may not have heard of a wait that ended and another that began.
    private Map<Visit, Look> known(Collection<Visit> visits) {
        Map<Boolean, List<Visit>> byEmpty = visits.stream()
                .collect(partitioningBy(visit -> !visit.isRetained() && look(visit, now()) instanceof Empty));
        List<Visit> sure = new ArrayList<>(inventory.confirmed(byEmpty.get(true), now()));
        sure.addAll(byEmpty.get(false));
        Map<Visit, Look> known = new LinkedHashMap<>();
        sure.forEach(visit -> {
            Look look = look(visit, now());
            if (look != null) {
                known.put(visit, look);
            }
        });
        return known;
    }

    private static Settled unforeseen(Fault fault) {
        throw fault;
    }

    /// What is known of the node; where its look is under way and the rule does not need it, that nothing is known.
    private @Nullable Look look(Visit visit, Instant now) {
        Look known = refused.containsKey(visit.id()) ? refused.get(visit.id()) : looks.look(visit, now);
        InstanceDetails machine = machines.of(visit);
        boolean needsNone = visit.isAtCeiling(now) && !visit.isRetained()
                || (machine != null && machine.operator() == Operator.RELEASE);
        return known == null && needsNone ? new Unknown("its look has not ended") : known;
    }

    private void record(Visit visit, Settled one) {
        settled.add(visit.id());
        tally.settled(one);
        ports.journal().decided(one);
        if (one.endsWait()) {
            memory.forgetWait(visit.id());
            leases.drop(visit.id());
            Hook hook = visit.hook();
            if (visit.isRetained() && hook != null && one.outcome() instanceof ActionOutcome.Done) {
                // Ending a retained node opens a fresh wait, which is held until the next sweep looks at it.
                leases.track(visit.id(), hook, ports.time().instant());
            }
        }
    }

    /// Counts those of these nodes on which nothing was decided.
    Report report(Collection<Visit> visits) {
        Instant now = now();
        visits.stream()
                .filter(visit -> !settled.contains(visit.id()) && !visit.isRetained())
                .forEach(visit -> tally.waits(visit.id(), visit.heldFor(now), leases.outcome(visit.id())));
        return tally.report();
    }
}
