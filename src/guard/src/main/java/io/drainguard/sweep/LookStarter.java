package io.drainguard.sweep;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Starts looks, as few commands as there can be. Nobody is forgotten where AWS takes only some of them: those are
/// asked first who were asked longest ago.
final class LookStarter {
    /// For so long a retained node is looked at as often as one that waits.
    static final Duration OFTEN_FOR = Duration.ofHours(1);

    /// Between two looks at a node that has been retained for longer.
    static final Duration RARELY = Duration.ofMinutes(15);

    /// For so long a fresh wait is left to another guard, of which nothing can be seen before it has asked: it
    /// sweeps once a minute.
    private static final Duration OTHERS_TURN = Duration.ofMinutes(2);

    private final Ports ports;
    private final RecentLooks looks;
    private final Machines machines;
    private final NodeFacts facts;
    private final Tally tally;
    private final Duration stay;

    LookStarter(Ports ports, RecentLooks looks, Machines machines, Tally tally, Guard.State state) {
        this.ports = ports;
        this.looks = looks;
        this.machines = machines;
        this.tally = tally;
        this.facts = state.memory().facts();
        this.stay = state.stay();
    }

    /// The looks of one command.
    private record Batch(String document, Duration stay, List<Visit> visits) {
        List<String> instances() {
            return visits.stream().map(Visit::instance).toList();
        }
    }

    /// Starts a look at each of these nodes, and returns who could not be asked.
    ///
    /// @param awsTime the time by AWS's clock
    Map<NodeId, Unknown> start(Collection<Visit> visits, Instant awsTime) {
        Map<NodeId, Unknown> refused = new HashMap<>();
        machines.read(visits);
        List<Batch> batches = batches(allowed(visits, refused, awsTime));
        ports.calls()
                .each(
                        batches,
                        batch -> ports.looks().start(batch.document, batch.instances(), batch.stay),
                        (batch, fault) -> failed(batch, fault, refused))
                .forEach((batch, started) -> {
                    looks.started(started.commands());
                    batch.visits.forEach(visit -> started(visit, started, refused));
                });
        return refused;
    }

    private void started(Visit visit, Looks.Started started, Map<NodeId, Unknown> refused) {
        String reason = started.refused().get(visit.instance());
        if (reason == null) {
            facts.asked(visit.id(), ports.time().instant());
        } else if (started.denied().contains(visit.instance())) {
            refuse(List.of(visit), reason, refused);
        } else {
            refused.put(visit.id(), new Unknown(reason));
        }
    }

    private List<Visit> allowed(Collection<Visit> visits, Map<NodeId, Unknown> refused, Instant awsTime) {
        Map<String, List<Visit>> reasons = new LinkedHashMap<>();
        List<Visit> allowed = new ArrayList<>();
        Map<String, Optional<Unfit>> unfit = unfit(visits);
        Instant now = ports.time().instant();
        for (Visit visit : visits) {
            InstanceDetails machine = machines.of(visit);
            Optional<Unfit> document = unfit.getOrDefault(visit.document(), Optional.empty());
            if (document.isPresent() && document.get().mayBeAnothers() && isLeftToAnother(visit, awsTime)) {
                continue;
            }
            Optional<String> reason = document.map(Unfit::reason);
            if (reason.isEmpty() && machine != null && !machine.guarded()) {
                reason = Optional.of(untagged(machine.membership().document()));
            }
            if (reason.isPresent()) {
                reasons.computeIfAbsent(reason.get(), text -> new ArrayList<>()).add(visit);
            } else if (!machines.hasEnded(visit) && isTime(visit, machine, now)) {
                allowed.add(visit);
            }
        }
        reasons.forEach((reason, nodes) -> refuse(nodes, reason, refused));
        return allowed;
    }

    /// Why a document may not run.
    ///
    /// @param mayBeAnothers whether another guard may run it
    private record Unfit(String reason, boolean mayBeAnothers) {}

    /// A guard that was given the document looks at the node, or may do so soon: this one holds the node and goes
    /// by the other's looks. Another stack of the Region has a guard, a document and a list of its own.
    private boolean isLeftToAnother(Visit visit, Instant awsTime) {
        Instant now = ports.time().instant();
        if (looks.isAskedByAGuard(visit)) {
            facts.asked(visit.id(), now);
            return true;
        }
        if (!visit.isRetained()) {
            return visit.age(awsTime).compareTo(OTHERS_TURN) < 0;
        }
        Instant last = facts.asked(visit.id());
        Instant since = last == null ? facts.retainedSince(visit.id(), now) : last;
        return since.plus(RARELY).plus(RecentLooks.BACK).isAfter(now);
    }

    private Map<String, Optional<Unfit>> unfit(Collection<Visit> visits) {
        Map<String, Optional<Unfit>> unfit = new HashMap<>();
        visits.forEach(visit -> unfit.computeIfAbsent(visit.document(), this::unfit));
        return unfit;
    }

    private Optional<Unfit> unfit(String document) {
        if (!document.startsWith(Group.DOCUMENT_PREFIX)) {
            return unfit(
                    "the tag '" + Tags.GUARDED + "' of their group names the document '" + document
                            + "', and a drain document's name begins with '" + Group.DOCUMENT_PREFIX + "': fix the tag",
                    false);
        }
        try {
            return ports.looks().mayRun(document)
                    ? Optional.empty()
                    : unfit(
                            "the guard was not given the document '" + document
                                    + "', so it does not run it: add its name to the guard's list of documents, or fix the"
                                    + " tag '" + Tags.GUARDED + "' of the group",
                            true);
        } catch (Fault fault) {
            return unfit(
                    "the guard's list of documents could not be read, so it runs none but its own: "
                            + fault.getMessage(),
                    false);
        }
    }

    private static Optional<Unfit> unfit(String reason, boolean mayBeAnothers) {
        return Optional.of(new Unfit(reason, mayBeAnothers));
    }

    private static String untagged(@Nullable String value) {
        return (value == null
                        ? "the instance does not carry the tag '" + Tags.GUARDED + "'"
                        : "the instance's tag '" + Tags.GUARDED + "' has the value '" + value
                                + "', which is no name of a drain document")
                + ", so no document may run on it: tag it like its group";
    }

    /// A retained node is looked at more rarely after an hour, or if its looks do not end by themselves: each look
    /// leaves files on its disk, and one that hangs a process. A waiting node's looks never get rarer.
    private boolean isTime(Visit visit, @Nullable InstanceDetails machine, Instant now) {
        Instant asked = facts.asked(visit.id());
        if (!visit.isRetained() || asked == null || !asked.plus(RARELY).isAfter(now)) {
            return true;
        }
        Instant gaveUp = machine == null ? null : machine.marks().gaveUp();
        Instant since = gaveUp == null ? facts.retainedSince(visit.id(), now) : gaveUp;
        return !facts.hasTimedOut(visit.id()) && since.plus(OFTEN_FOR).isAfter(now);
    }

    private void refuse(List<Visit> visits, String reason, Map<NodeId, Unknown> refused) {
        tally.failed("nodes " + visits.stream().map(Visit::id).toList() + ": " + reason);
        visits.forEach(visit -> refused.put(visit.id(), new Unknown(reason)));
    }

    private List<Batch> batches(List<Visit> visits) {
        List<Batch> batches = new ArrayList<>();
        visits.stream()
                .sorted(comparing(looks::asked))
                .collect(groupingBy(
                        visit -> new Batch(visit.document(), looks.mayStay(visit) ? stay : Duration.ZERO, List.of()),
                        LinkedHashMap::new,
                        toList()))
                .forEach((kind, nodes) -> Batches.of(nodes, Looks.BATCH)
                        .forEach(some -> batches.add(new Batch(kind.document, kind.stay, some))));
        return batches;
    }

    private Looks.Started failed(Batch batch, Fault fault, Map<NodeId, Unknown> refused) {
        refuse(batch.visits, "the look could not be started: " + fault.getMessage(), refused);
        Map<String, String> all = new HashMap<>();
        batch.visits.forEach(
                visit -> all.put(visit.instance(), "the look could not be started: " + fault.getMessage()));
        return new Looks.Started(List.of(), all);
    }
}
