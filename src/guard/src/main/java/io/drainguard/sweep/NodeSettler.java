package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
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

    /// What a sweep has read.
    record Reads(WaitStarts waits, RecentLooks looks, Machines machines, Tally tally) {}

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

    boolean isSettled(Visit visit) {
        return settled.contains(visit.id());
    }

    /// Settles these nodes, if they are not settled yet and something is known of them.
    void settle(Collection<Visit> visits) {
        List<Visit> open = visits.stream().filter(visit -> !isSettled(visit)).toList();
        for (List<Visit> some : Batches.of(open, Volumes.BATCH)) {
            reads.machines.read(some);
            List<Known> known = known(some);
            Instant now = awsTime.get();
            ports.calls()
                    .each(
                            known,
                            one -> reconciler.settle(one.visit, reads.machines.of(one.visit), one.look, now),
                            NodeSettler::unforeseen)
                    .forEach((one, result) -> record(one.visit, result));
            if (renews) {
                state.leases().renew();
            }
        }
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
                known.add(new Known(visit, look));
            }
        }
        return known;
    }

    /// Whether a decision on the node may end its wait: the start of that wait then counts.
    private boolean mayEnd(Visit visit) {
        return !visit.isRetained() && (look(visit) instanceof Empty || visit.isAtCeiling(awsTime.get()));
    }

    /// Whether nothing is decided on the node while the start of its wait cannot be read: it stays held. Only a node
    /// that has no time left is given up by what is known.
    private boolean needsItsStart(Visit visit) {
        return look(visit) instanceof Empty || !visit.isPastLastLook(awsTime.get());
    }

    /// What is known of the node; where its look is under way and the rule needs none, that nothing is known.
    private @Nullable Look look(Visit visit) {
        Instant now = awsTime.get();
        Look known = refused.containsKey(visit.id()) ? refused.get(visit.id()) : reads.looks.look(visit, now);
        InstanceDetails machine = reads.machines.of(visit);
        boolean needsNone = visit.isPastLastLook(now) || (machine != null && machine.operator() == Operator.RELEASE);
        return known == null && needsNone ? new Unknown("its look has not ended") : known;
    }

    private void record(Visit visit, Settled one) {
        settled.add(visit.id());
        Answer newest = reads.looks.newest(visit);
        if (newest != null) {
            state.memory().settled(newest);
        }
        reads.tally.settled(one);
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
