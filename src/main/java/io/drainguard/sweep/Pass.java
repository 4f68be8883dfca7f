package io.drainguard.sweep;

import io.drainguard.decide.Decider;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One pass over the visits of one sweep: ask, keep alive while waiting for answers, decide on each as it arrives.
final class Pass {
    /// Between two questions whether answers have arrived. An empty node alone takes 15 s to say so.
    private static final Duration POLL = Duration.ofSeconds(3);

    private final Looks looks;
    private final Time time;
    private final Memory memory;
    private final Acts acts;
    private final Settlement settlement;
    private final Tally tally;
    private final List<Round> rounds = new ArrayList<>();
    private final List<Visit> visits = new ArrayList<>();

    Pass(Looks looks, Time time, Memory memory, Acts acts, Settlement settlement, Tally tally) {
        this.looks = looks;
        this.time = time;
        this.memory = memory;
        this.acts = acts;
        this.settlement = settlement;
        this.tally = tally;
    }

    /// One batch of nodes asked together.
    private static final class Round {
        final Map<String, Visit> open;
        final Looks.Asked asked;
        /// Why its answers could not be read last time.
        @Nullable
        Fault fault;

        Round(List<Visit> visits, Looks.Asked asked) {
            this.open = new HashMap<>();
            visits.forEach(visit -> open.put(visit.id().instance(), visit));
            this.asked = asked;
        }
    }

    /// Keeps alive, without another look, those that were looked at a moment ago and are still there.
    void keep(List<Visit> nodes) {
        for (Visit visit : nodes) {
            visit.settled = true;
            visit.held = visit.node.phase() != Phase.RETAINED;
            visits.add(visit);
        }
    }

    /// Asks these nodes of one group for a look, in batches.
    void ask(Group group, List<Visit> nodes) {
        visits.addAll(nodes);
        if (!group.document().startsWith(Group.DOCUMENT_PREFIX)) {
            refuse(group, nodes);
            return;
        }
        for (int from = 0; from < nodes.size(); from += Looks.BATCH) {
            ask(group.document(), nodes.subList(from, Math.min(nodes.size(), from + Looks.BATCH)));
        }
    }

    private void refuse(Group group, List<Visit> nodes) {
        String reason = "the group's tag '" + Group.TAG + "' names the document '" + group.document()
                + "', a drain document's name begins with '" + Group.DOCUMENT_PREFIX + "'";
        if (!nodes.isEmpty()) {
            tally.failed("group " + group.name() + ": " + reason + ": mend the tag");
        }
        nodes.forEach(visit -> settle(visit, new Unknown(reason)));
    }

    private void ask(String document, List<Visit> batch) {
        List<String> instances =
                batch.stream().map(visit -> visit.id().instance()).toList();
        try {
            rounds.add(new Round(batch, looks.start(document, instances)));
        } catch (Fault fault) {
            unanswered(batch, "the look could not be started: " + fault.getMessage());
        }
    }

    /// Waits for answers until `deadline`, settling each node as its answer arrives; whoever has not answered by then
    /// is Unknown.
    void await(Instant deadline) {
        collect();
        while (!rounds.isEmpty() && time.instant().isBefore(deadline)) {
            keepAlive(visits.stream()
                    .filter(visit -> !visit.settled || visit.held)
                    .toList());
            time.pause(POLL);
            collect();
        }
        for (Round round : rounds) {
            late(round);
        }
        rounds.clear();
    }

    private void collect() {
        rounds.forEach(this::collect);
        rounds.removeIf(round -> round.open.isEmpty());
    }

    private void collect(Round round) {
        try {
            round.asked.answers().forEach((instance, look) -> {
                Visit visit = round.open.remove(instance);
                if (visit != null) {
                    memory.looked(visit.id(), time.instant());
                    settle(visit, look);
                }
            });
            round.fault = null;
        } catch (Fault fault) {
            round.fault = fault;
        }
    }

    private void late(Round round) {
        Collection<Visit> open = round.open.values();
        Fault fault = round.fault;
        if (fault != null) {
            unanswered(open, "its answer could not be read: " + fault.getMessage());
        } else {
            open.forEach(visit -> settle(visit, new Unknown("no answer in time")));
        }
    }

    private void unanswered(Collection<Visit> nodes, String reason) {
        tally.failed("nodes " + nodes.stream().map(Visit::id).toList() + ": " + reason);
        nodes.forEach(visit -> settle(visit, new Unknown(reason)));
    }

    private void settle(Visit visit, Look look) {
        Decision decision = Decider.decide(visit.node, look, visit.policy);
        visit.settled = true;
        tally.decided(visit.node, look, decision);
        settlement.settle(visit, look, decision);
        if (decision instanceof Terminate && visit.ended) {
            visits.add(visit.afresh(time.instant()));
        }
    }

    /// Holds those whose heartbeat is due. A node whose look is under way is held like any other, at its ceiling
    /// too: what becomes of it is decided on an answer.
    private void keepAlive(List<Visit> nodes) {
        for (Visit visit : nodes) {
            if (visit.beatDue(time.instant())) {
                try {
                    acts.hold(visit);
                } catch (Fault fault) {
                    // Still due, so the next poll tries again; settling the node reports what then still fails.
                    visit.held = true;
                }
            }
        }
    }

    /// Stays up for held nodes whose period would run out before the next sweep can hold them again: a period may be
    /// as short as 30 s, and nothing starts a sweep more often than once a minute.
    void stayUp(Instant nextSweep, Instant until) {
        List<Visit> atRisk = atRisk(nextSweep);
        while (!atRisk.isEmpty()
                && time.instant().isBefore(nextSweep)
                && time.instant().isBefore(until)) {
            time.pause(POLL);
            keepAlive(atRisk);
            atRisk = atRisk(nextSweep);
        }
    }

    private List<Visit> atRisk(Instant nextSweep) {
        return visits.stream().filter(visit -> visit.atRisk(nextSweep)).toList();
    }
}
