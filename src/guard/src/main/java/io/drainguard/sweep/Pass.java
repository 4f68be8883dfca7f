package io.drainguard.sweep;

import static io.drainguard.sweep.Time.earlier;
import static io.drainguard.sweep.Time.shorter;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One pass over the visits of one sweep: ask, keep all held nodes alive while waiting for answers, settle each
/// node as its answer arrives.
///
/// Nobody is forgotten where the time does not suffice: those are asked first who were asked longest ago, and an
/// Empty is settled before anything else.
final class Pass {
    /// The longest sleep between two chances for heartbeats.
    private static final Duration POLL = Duration.ofSeconds(3);

    /// An Empty that may be older by the time its node's turn comes is no longer believed: intake may go on.
    private static final Duration STALE = Duration.ofSeconds(45);

    /// What a look needs at the least: without it nobody is asked any more.
    private static final Duration ONE_LOOK = Duration.ofSeconds(20);

    /// A sweep whose looks took less than this leaves to the next one what does not fit into its minute.
    private static final Duration SHORT = Sweep.INTERVAL.minusSeconds(15);

    /// What is left of the minute for what came before the pass and comes after it.
    private static final Duration SPARE = Duration.ofSeconds(6);

    /// However slow looks are, nodes are settled this often and for this long: protecting them must not wait for the
    /// end of all looks.
    private static final Duration TURN = Duration.ofSeconds(10);

    private static final Duration TURN_LENGTH = Duration.ofSeconds(1);

    /// For so long nodes are settled after the time is up; the caller has kept a little more in reserve.
    private static final Duration LAST = Duration.ofSeconds(3);

    private final Looks looks;
    private final Time time;
    private final Memory memory;
    private final Holds holds;
    private final Reconciler settlement;
    private final Tally tally;
    private final Duration lookTimeout;
    private final Instant start;
    private final Instant until;
    private final Deque<List<Visit>> unasked = new ArrayDeque<>();
    private final List<Round> rounds = new ArrayList<>();
    private final Deque<EmptyNode> empties = new ArrayDeque<>();
    private final Deque<Answer> unsettled = new ArrayDeque<>();
    private Instant settled;

    /// `until` is when the caller's own time runs out.
    Pass(
            Looks looks,
            Time time,
            Memory memory,
            Holds holds,
            Reconciler settlement,
            Tally tally,
            Duration lookTimeout,
            Instant until) {
        this.looks = looks;
        this.time = time;
        this.memory = memory;
        this.holds = holds;
        this.settlement = settlement;
        this.tally = tally;
        this.lookTimeout = lookTimeout;
        this.start = time.instant();
        this.settled = start;
        this.until = until;
    }

    /// A look whose node does not end its wait: it can wait until nothing else is to be done.
    private record Answer(Visit visit, Look look) {}

    /// A node that was Empty at a time after `since`.
    private record EmptyNode(Visit visit, Instant since) {}

    /// One batch of nodes asked together.
    private final class Round {
        private final Map<String, Visit> open = new LinkedHashMap<>();
        private final Looks.Asked asked;
        private final Instant began;
        private final Instant deadline;
        private int reads;
        /// Every answer that comes now was given after this.
        private Instant read;
        /// Why its answers could not be read last time.
        private @Nullable Fault fault;

        Round(List<Visit> visits, Looks.Asked asked, Instant began) {
            visits.forEach(visit -> open.put(visit.instance(), visit));
            this.asked = asked;
            this.began = began;
            this.read = began;
            this.deadline = earlier(began.plus(lookTimeout), until);
        }

        /// Takes out those that have answered.
        List<Answer> given(Map<String, Look> answers) {
            List<Answer> given = new ArrayList<>();
            for (Visit visit : List.copyOf(open.values())) {
                Look look = answers.get(visit.instance());
                if (look != null) {
                    open.remove(visit.instance());
                    // One that could not be asked is Unknown, too: it stays in doubt.
                    if (!(look instanceof Unknown)) {
                        memory.answered(visit.id());
                    }
                    given.add(new Answer(visit, look));
                }
            }
            return given;
        }

        Instant next() {
            return earlier(began.plus(Patience.before(reads)), deadline);
        }
    }

    /// Looks at these nodes and settles each; whoever has not answered in time is Unknown, and whoever could not be
    /// asked is left to the next sweep.
    void over(List<Visit> visits) {
        List<Visit> oldestFirst =
                visits.stream().sorted(comparing(this::lastAsked)).toList();
        batches(refused(oldestFirst));
        Instant enough = until;
        boolean looking = true;
        while (step(enough)) {
            if (looking && rounds.isEmpty() && unasked.isEmpty()) {
                looking = false;
                enough = time.since(start).compareTo(SHORT) < 0
                        ? earlier(start.plus(Sweep.INTERVAL).minus(SPARE), until)
                        : until;
            }
        }
        leave();
    }

    /// Does what is most urgent; says whether there is more.
    private boolean step(Instant enough) {
        holds.tend();
        Instant now = time.instant();
        if (!now.isBefore(enough)) {
            return false;
        }
        Round next = rounds.stream().min(comparing(Round::next)).orElse(null);
        if (empties.size() > Looks.BATCH) {
            settleEmpty();
        } else if (!unsettled.isEmpty() && !now.isBefore(settled.plus(TURN))) {
            takeTurn(now.plus(TURN_LENGTH));
        } else if (next != null && !now.isBefore(next.next())) {
            collect(next);
        } else if (!empties.isEmpty()) {
            settleEmpty();
        } else if (!unasked.isEmpty() && now.isBefore(until.minus(ONE_LOOK))) {
            ask(unasked.remove());
        } else if (!unsettled.isEmpty()) {
            settle(unsettled.remove());
        } else if (next != null) {
            holds.fill(next.next());
            Duration left = Duration.between(time.instant(), next.next());
            if (left.isPositive()) {
                time.pause(shorter(POLL, left));
            }
        } else {
            return false;
        }
        return true;
    }

    /// Those of these that may be asked; the others are Unknown.
    private List<Visit> refused(List<Visit> visits) {
        Map<String, List<Visit>> foreign = new LinkedHashMap<>();
        List<Visit> untagged = new ArrayList<>();
        List<Visit> rest = new ArrayList<>();
        for (Visit visit : visits) {
            if (!visit.document().startsWith(Group.DOCUMENT_PREFIX)) {
                foreign.computeIfAbsent(visit.document(), name -> new ArrayList<>())
                        .add(visit);
            } else if (!visit.guarded()) {
                untagged.add(visit);
            } else {
                rest.add(visit);
            }
        }
        foreign.forEach((document, nodes) -> unanswered(
                nodes,
                "the tag '" + Tags.GUARDED + "' of their group names the document '" + document
                        + "', and a drain document's name begins with '" + Group.DOCUMENT_PREFIX + "': mend the tag"));
        unanswered(
                untagged,
                "the instance does not carry the tag '" + Tags.GUARDED
                        + "', so no document may run on it: tag it like its" + " group");
        return rest;
    }

    /// As few batches as there can be, those first in which the oldest question was asked.
    private void batches(List<Visit> oldestFirst) {
        List<List<Visit>> all = new ArrayList<>();
        oldestFirst.stream()
                .collect(groupingBy(Visit::document, LinkedHashMap::new, toList()))
                .values()
                .forEach(nodes -> {
                    for (int from = 0; from < nodes.size(); from += Looks.BATCH) {
                        all.add(nodes.subList(from, Math.min(nodes.size(), from + Looks.BATCH)));
                    }
                });
        all.sort(comparing(batch -> lastAsked(batch.getFirst())));
        unasked.addAll(all);
    }

    private Instant lastAsked(Visit visit) {
        Instant asked = memory.asked(visit.id());
        return asked == null ? Instant.MIN : asked;
    }

    private void ask(List<Visit> batch) {
        Set<String> doubtful = batch.stream()
                .filter(visit -> memory.isSilent(visit.id()))
                .map(Visit::instance)
                .collect(toSet());
        Instant now = time.instant();
        batch.forEach(visit -> memory.asked(visit.id(), now));
        try {
            List<String> instances = batch.stream().map(Visit::instance).toList();
            Looks.Asked asked = looks.start(batch.getFirst().document(), instances, doubtful);
            rounds.add(new Round(batch, asked, now));
        } catch (Fault fault) {
            unanswered(batch, "the look could not be started: " + fault.getMessage());
        }
    }

    private void collect(Round round) {
        Instant reading = time.instant();
        try {
            Map<String, Look> answers = round.asked.answers();
            take(round.given(answers), round.read);
            round.read = reading;
            round.fault = null;
        } catch (Fault fault) {
            round.fault = fault;
        }
        // Those that this sweep was late for are not made up for: they would say the same again.
        do {
            round.reads++;
        } while (!round.began.plus(Patience.before(round.reads)).isAfter(reading));
        if (round.open.isEmpty()) {
            rounds.remove(round);
        } else if (!reading.isBefore(round.deadline)) {
            rounds.remove(round);
            late(round);
        }
    }

    /// Those that are Empty come first, the others when nothing else is to be done.
    private void take(List<Answer> given, Instant since) {
        for (Answer answer : given) {
            if (answer.look instanceof Empty) {
                empties.add(new EmptyNode(answer.visit, since));
            } else {
                unsettled.add(answer);
            }
        }
    }

    /// Settling takes calls, and those may be slow: whoever is at risk is held on meanwhile.
    private void settleEmpty() {
        settlement.expect(empties.stream().map(EmptyNode::visit).toList());
        while (!empties.isEmpty()) {
            EmptyNode empty = empties.remove();
            settle(new Answer(empty.visit, believed(empty.since)));
            holds.save();
        }
    }

    private Look believed(Instant since) {
        return time.since(since).compareTo(STALE) > 0
                ? new Unknown("its answer may have been older than " + STALE.toSeconds() + " s when its turn came")
                : new Empty();
    }

    private void late(Round round) {
        Collection<Visit> open = round.open.values();
        Fault fault = round.fault;
        if (fault == null) {
            open.forEach(visit -> unsettled.add(new Answer(visit, new Unknown("no answer in time"))));
        } else {
            unanswered(open, "its answer could not be read: " + fault.getMessage());
        }
    }

    private void unanswered(Collection<Visit> nodes, String reason) {
        if (!nodes.isEmpty()) {
            tally.failed("nodes " + nodes.stream().map(Visit::id).toList() + ": " + reason);
        }
        nodes.forEach(visit -> unsettled.add(new Answer(visit, new Unknown(reason))));
    }

    private void takeTurn(Instant end) {
        while (!unsettled.isEmpty() && time.instant().isBefore(end)) {
            settle(unsettled.remove());
            holds.save();
        }
    }

    private void settle(Answer answer) {
        settlement.settle(answer.visit, answer.look);
        settled = time.instant();
    }

    /// The time is up. Who was asked and has not answered is Unknown, who was not asked stays held, and flags that
    /// are not set yet are left to the next sweep, which begins with all of these.
    private void leave() {
        List.copyOf(rounds).forEach(this::late);
        empties.forEach(
                empty -> unsettled.add(new Answer(empty.visit, new Unknown("there was no time to release it"))));
        settlement.leaveFlags();
        List<Answer> open = new ArrayList<>();
        Instant now = time.instant();
        Instant end = (now.isBefore(until) ? until : now).plus(LAST);
        for (Answer answer : unsettled) {
            // A node at its ceiling has no other chance: AWS itself ends its wait soon.
            if (time.instant().isBefore(end) || answer.visit.isAtCeiling()) {
                settle(answer);
                // No look waits any more, so whatever is due comes first.
                holds.fill(until);
            } else {
                open.add(answer);
            }
        }
        if (!open.isEmpty()) {
            tally.failed("nothing was decided on " + open.size() + " nodes that were looked at, since the time ran out;"
                    + " they are held, and the next sweep looks again");
        }
        if (!unasked.isEmpty()) {
            tally.failed(unasked.stream().mapToInt(List::size).sum()
                    + " nodes were not asked, since the time ran out; they are held, and the next sweep begins with"
                    + " them");
        }
    }
}
