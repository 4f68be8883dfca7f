package io.drainguard.sweep;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Starts looks, as few commands as there can be. Nobody is forgotten where AWS takes only some of them: those are
/// asked first who were asked longest ago.
final class LookStarter {
    private final Ports ports;
    private final RecentLooks looks;
    private final Machines machines;
    private final Tally tally;
    private final Duration stay;

    /// `stay` is how long a look stays on a node that has data, if it is not the first of its wait.
    LookStarter(Ports ports, RecentLooks looks, Machines machines, Tally tally, Duration stay) {
        this.ports = ports;
        this.looks = looks;
        this.machines = machines;
        this.tally = tally;
        this.stay = stay;
    }

    /// The looks of one command.
    private record Batch(String document, Duration stay, List<Visit> visits) {
        List<String> instances() {
            return visits.stream().map(Visit::instance).toList();
        }
    }

    /// Starts a look at each of these nodes, and returns who could not be asked.
    Map<NodeId, Unknown> start(Collection<Visit> visits) {
        Map<NodeId, Unknown> refused = new HashMap<>();
        machines.read(visits);
        List<Batch> batches = batches(allowed(visits, refused));
        ports.calls()
                .each(
                        batches,
                        batch -> ports.looks().start(batch.document, batch.instances(), batch.stay),
                        (batch, fault) -> failed(batch, fault, refused))
                .forEach((batch, started) -> {
                    looks.started(started.commands());
                    batch.visits.forEach(visit -> {
                        String reason = started.refused().get(visit.instance());
                        if (reason != null) {
                            refused.put(visit.id(), new Unknown(reason));
                        }
                    });
                });
        return refused;
    }

    private List<Visit> allowed(Collection<Visit> visits, Map<NodeId, Unknown> refused) {
        Map<String, List<Visit>> reasons = new LinkedHashMap<>();
        List<Visit> allowed = new ArrayList<>();
        for (Visit visit : visits) {
            InstanceDetails machine = machines.of(visit);
            if (!visit.document().startsWith(Group.DOCUMENT_PREFIX)) {
                reasons.computeIfAbsent(foreign(visit.document()), reason -> new ArrayList<>())
                        .add(visit);
            } else if (machine != null && !machine.guarded()) {
                reasons.computeIfAbsent(UNTAGGED, reason -> new ArrayList<>()).add(visit);
            } else {
                allowed.add(visit);
            }
        }
        reasons.forEach((reason, nodes) -> refuse(nodes, reason, refused));
        return allowed;
    }

    private static final String UNTAGGED = "the instance does not carry the tag '" + Tags.GUARDED
            + "', so no document may run on it: tag it like its group";

    private static String foreign(String document) {
        return "the tag '" + Tags.GUARDED + "' of their group names the document '" + document
                + "', and a drain document's name begins with '" + Group.DOCUMENT_PREFIX + "': fix the tag";
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
        return new Looks.Started(List.of(), Map.of());
    }
}
