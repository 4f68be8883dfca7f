package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Progress;
import io.drainguard.decide.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Settles the nodes of one sweep of which something is known, each once, many side by side.
final class NodeSettler {
    private final Ports ports;
    private final Guard.State state;
    private final Reads reads;
    private final Reconciler reconciler;
    private final Supplier<Instant> awsTime;
    private final Map<NodeId, Unknown> refused = new HashMap<>();
    private final Set<NodeId> settled = new HashSet<>();
    private boolean renews;

    /// A retained node of which no look has counted for so long alarms all the same.
    private static final Duration FIRST_LOOK = Duration.ofMinutes(5);

    /// What a sweep has read.
    record Reads(
            WaitStarts waits,
            RecentLooks looks,
            AnswerReader answers,
            Machines machines,
            Tally tally,
            NoticeWriter notices) {}

    NodeSettler(Ports ports, Guard.State state, Reads reads, Reconciler reconciler, Supplier<Instant> awsTime) {
        this.ports = ports;
        this.state = state;
        this.reads = reads;
        this.reconciler = reconciler;
        this.awsTime = awsTime;
    }

    /// From now on heartbeats that fall due between two batches are recorded: settling many nodes takes its time.
    void renewing() {
        renews = true;
    }

    /// These nodes could not be asked.
    void refused(Map<NodeId, Unknown> nodes) {
        refused.putAll(nodes);
    }

    /// How long the node was held, as far as what EC2 says of it is known.
    Duration heldFor(Visit visit, Instant now) {
        return visit.heldFor(reads.machines.of(visit), now);
    }

    boolean isSettled(Visit visit) {
        return settled.contains(visit.id());
    }

    /// Settles these nodes, if they are not settled yet and something is known of them.
    void settle(Collection<Visit> visits) {
        List<Visit> open = visits.stream().filter(visit -> !isSettled(visit)).toList();
        for (List<Visit> some : Batches.of(open, Volumes.BATCH)) {
            reads.machines.read(some);
            some.forEach(this::acknowledge);
            listAgain(some);
            List<Known> known = known(some);
            Instant now = awsTime.get();
            ports.calls()
                    .each(
                            known,
                            one -> reconciler.settle(one.visit, reads.machines, one.look, now),
                            NodeSettler::unforeseen)
                    .forEach((one, result) -> record(one.visit, result));
            if (renews) {
                state.leases().renew();
            }
        }
    }

    /// Right before a node goes its looks are listed again: another guard may have asked it since, and seen data. That
    /// guard changes no mark of a node that is protected already, so only its look tells. Where no mark tells of
    /// data the older looks of the wait are read, too: the guard that asked for them may have died before it did.
    private void listAgain(Collection<Visit> visits) {
        Instant now = awsTime.get();
        if (visits.stream().noneMatch(visit -> look(visit) instanceof Empty)) {
            return;
        }
        reads.answers.list(visits, now);
        reads.answers.collectAll(
                visits.stream()
                        .filter(visit ->
                                look(visit) instanceof Empty && marked(visit).isEmpty())
                        .toList(),
                now);
    }

    /// Settling answers with a fault where a call failed, and throws none.
    private static Settled unforeseen(Known known, Fault fault) {
        throw fault;
    }

    /// A node of which something is known.
    private record Known(Visit visit, Look look) {}

    /// What is known of these nodes. An Empty counts only if it is of the wait that the node is in now, and a node is
    /// given up only for the age of that wait. Its start is read again: this copy of the guard may not have heard
    /// of a wait that ended and another that began.
    private List<Known> known(Collection<Visit> visits) {
        visits.forEach(visit -> state.memory().facts().sawDataOn(visit.id(), reads.looks.dataSeenOn(visit)));
        List<Visit> ending = visits.stream().filter(this::mayEnd).toList();
        List<Visit> sure = new ArrayList<>(reads.waits.confirmed(ending, awsTime.get()));
        Set<NodeId> confirmed = sure.stream().map(Visit::id).collect(toSet());
        visits.stream()
                .filter(visit -> !confirmed.contains(visit.id()))
                .filter(visit -> !ending.contains(visit) || !needsItsStart(visit))
                .forEach(sure::add);
        List<Known> known = new ArrayList<>();
        for (Visit visit : sure) {
            Look look = look(visit);
            if (look != null) {
                observe(visit, look);
                known.add(new Known(visit, look));
            }
        }
        return known;
    }

    /// Takes note of whether a person keeps the node on purpose.
    private void acknowledge(Visit visit) {
        InstanceDetails machine = reads.machines.of(visit);
        if (machine != null) {
            boolean kept = machine.marks().notes().isAcknowledged(awsTime.get());
            state.memory().facts().acknowledged(visit.id(), kept);
        }
    }

    /// Takes note of how the looks at the node go, and of what guards and people have written on it.
    private void observe(Visit visit, Look look) {
        Instant now = awsTime.get();
        InstanceDetails machine = reads.machines.of(visit);
        Progress marked = machine != null && visit.mayBeMarkedInThisWait(machine)
                ? Progress.ofMark(machine.marks().notes().trouble(), now)
                : Progress.NONE;
        Answer newest = reads.looks.newest(visit);
        Instant at = newest == null || look instanceof Unknown ? now : now.minus(newest.age(now));
        state.memory()
                .facts()
                .observed(visit.id(), progress -> progress.since(marked).looked(look, at), now);
    }

    /// Whether a decision on the node may end its wait: the start of that wait then counts.
    private boolean mayEnd(Visit visit) {
        return !visit.isRetained()
                && (look(visit) instanceof Empty || visit.isAtCeiling(reads.machines.of(visit), awsTime.get()));
    }

    /// Whether nothing is decided on the node while the start of its wait cannot be read: it stays held. Only a node
    /// that has no time left is given up by what is known.
    private boolean needsItsStart(Visit visit) {
        return look(visit) instanceof Empty || !visit.isPastLastLook(reads.machines.of(visit), awsTime.get());
    }

    /// What is known of the node; where its look is under way and the rule needs none, that nothing is known.
    private @Nullable Look look(Visit visit) {
        Instant now = awsTime.get();
        InstanceDetails machine = reads.machines.of(visit);
        Look known = refused.containsKey(visit.id()) ? refused.get(visit.id()) : reads.looks.look(visit, now);
        if (known instanceof Empty && machine != null && reads.looks.isVoid(visit, machine.marks(), now)) {
            known = null;
        }
        if (known == null && visit.isRetained()) {
            known = lastKnown(visit);
        }
        if (known == null && needsNoLook(visit, machine, now)) {
            return new Unknown("its look has not ended");
        }
        return known == null ? null : Sources.judge(known, dataSeenOn(visit));
    }

    private boolean needsNoLook(Visit visit, @Nullable InstanceDetails machine, Instant now) {
        return visit.isPastLastLook(machine, now)
                || visit.yields(machine, now)
                || reads.machines.hasEnded(visit)
                || visit.operator(machine) == Operator.RELEASE;
    }

    private Set<String> dataSeenOn(Visit visit) {
        Set<String> seen = new HashSet<>(state.memory().facts().dataSeenOn(visit.id()));
        seen.addAll(marked(visit));
        return seen;
    }

    /// What marks tell of where data was seen in this wait.
    private Set<String> marked(Visit visit) {
        InstanceDetails machine = reads.machines.of(visit);
        return machine == null || !visit.mayBeMarkedInThisWait(machine)
                ? Set.of()
                : machine.marks().pendingOn();
    }

    /// A retained node is not looked at in every sweep, and alarms in every sweep all the same.
    private @Nullable Look lastKnown(Visit visit) {
        NodeFacts facts = state.memory().facts();
        Look last = facts.last(visit.id());
        Instant now = awsTime.get();
        if (last == null
                && !facts.retainedSince(visit.id(), now).plus(FIRST_LOOK).isAfter(now)) {
            return new Unknown("no look has counted so far");
        }
        return last instanceof Empty ? new Unknown("its last look, which found it empty, is too old") : last;
    }

    private void record(Visit visit, Settled one) {
        settled.add(visit.id());
        Answer newest = reads.looks.newest(visit);
        boolean isNews =
                newest == null ? one.look() instanceof Unknown : !state.memory().isSettled(newest);
        if (newest != null) {
            state.memory().settled(newest);
        }
        state.memory().facts().looked(visit.id(), one.look(), newest != null && newest.timedOut());
        reads.tally.settled(one, isNews, awsTime.get());
        reads.notices.settled(visit, one, reads.machines.of(visit));
        ports.journal().decided(one);
        if (one.endsWait()) {
            state.memory().forgetWait(visit.id());
            state.leases().drop(visit.id());
            Hook hook = visit.hook();
            if (visit.isRetained() && hook != null && one.outcome() instanceof ActionOutcome.Done) {
                // Ending a retained node opens a fresh wait, which is held until the next sweep looks at it.
                state.leases().track(visit.id(), hook, ports.time().instant());
            }
        }
    }
}
