package io.drainguard.sweep;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One pass over the visits of one sweep: ask, keep all held nodes alive while waiting for answers, settle each
/// node as its answer arrives.
final class Pass {
    /// Between two questions whether answers have arrived. An empty node alone takes 15 s to say so.
    private static final Duration POLL = Duration.ofSeconds(3);

    /// An Empty that is older by the time its node's turn comes is no longer believed: intake may go on.
    private static final Duration STALE = Duration.ofSeconds(30);

    private final Looks looks;
    private final Time time;
    private final Memory memory;
    private final Holds holds;
    private final Settlement settlement;
    private final Tally tally;
    private final List<Round> rounds = new ArrayList<>();

    Pass(Looks looks, Time time, Memory memory, Holds holds, Settlement settlement, Tally tally) {
        this.looks = looks;
        this.time = time;
        this.memory = memory;
        this.holds = holds;
        this.settlement = settlement;
        this.tally = tally;
    }

    /// One batch of nodes asked together.
    private static final class Round {
        final Map<String, Visit> open = new LinkedHashMap<>();
        final Looks.Asked asked;
        /// Why its answers could not be read last time.
        @Nullable
        Fault fault;

        Round(List<Visit> visits, Looks.Asked asked) {
            visits.forEach(visit -> open.put(visit.instance(), visit));
            this.asked = asked;
        }
    }

    /// Asks these nodes of one group for a look, in batches.
    void ask(Group group, List<Visit> nodes) {
        if (!group.document().startsWith(Group.DOCUMENT_PREFIX)) {
            unanswered(
                    nodes,
                    "the tag '" + Group.TAG + "' of their group names the document '" + group.document()
                            + "', and a drain document's name begins with '" + Group.DOCUMENT_PREFIX
                            + "': mend the tag");
            return;
        }
        unanswered(
                nodes.stream().filter(Pass::untagged).toList(),
                "the instance does not carry the tag '" + Group.TAG + "', so no document may run on it: tag it like its"
                        + " group");
        List<Visit> tagged = nodes.stream().filter(visit -> !untagged(visit)).toList();
        for (int from = 0; from < tagged.size(); from += Looks.BATCH) {
            ask(group.document(), tagged.subList(from, Math.min(tagged.size(), from + Looks.BATCH)));
        }
    }

    private static boolean untagged(Visit visit) {
        return visit.machine() != null && !visit.machine().guarded();
    }

    private void ask(String document, List<Visit> batch) {
        batch.forEach(visit -> memory.asked(visit.id(), time.instant()));
        try {
            rounds.add(new Round(
                    batch,
                    looks.start(document, batch.stream().map(Visit::instance).toList())));
        } catch (Fault fault) {
            unanswered(batch, "the look could not be started: " + fault.getMessage());
        }
        holds.tend();
    }

    /// Waits for answers until `deadline`, settling each node as its answer arrives; whoever has not answered by then
    /// is Unknown.
    void await(Instant deadline) {
        collect();
        while (!rounds.isEmpty() && time.instant().isBefore(deadline)) {
            holds.tend();
            time.pause(POLL);
            collect();
        }
        rounds.forEach(this::late);
        rounds.clear();
    }

    private void collect() {
        rounds.forEach(this::collect);
        rounds.removeIf(round -> round.open.isEmpty());
    }

    private void collect(Round round) {
        try {
            Map<String, Look> answers = round.asked.answers();
            Instant read = time.instant();
            for (Visit visit : List.copyOf(round.open.values())) {
                Look look = answers.get(visit.instance());
                if (look != null) {
                    round.open.remove(visit.instance());
                    settle(visit, believed(look, read));
                }
            }
            round.fault = null;
        } catch (Fault fault) {
            round.fault = fault;
        }
    }

    private Look believed(Look look, Instant read) {
        return look instanceof Empty && time.since(read).compareTo(STALE) > 0
                ? new Unknown("its answer was older than " + STALE.toSeconds() + " s when its turn came")
                : look;
    }

    private void late(Round round) {
        Collection<Visit> open = round.open.values();
        Fault fault = round.fault;
        if (fault == null) {
            open.forEach(visit -> settle(visit, new Unknown("no answer in time")));
        } else {
            unanswered(open, "its answer could not be read: " + fault.getMessage());
        }
    }

    private void unanswered(Collection<Visit> nodes, String reason) {
        if (!nodes.isEmpty()) {
            tally.failed("nodes " + nodes.stream().map(Visit::id).toList() + ": " + reason);
        }
        nodes.forEach(visit -> settle(visit, new Unknown(reason)));
    }

    /// Settling takes calls, and those may be slow: everybody else is held on meanwhile.
    private void settle(Visit visit, Look look) {
        settlement.settle(visit, look);
        holds.tend();
    }
}
