package io.drainguard.sweep;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Learns from AWS when the waits of nodes began. Times are AWS's.
final class WaitStarts {
    private final Ports ports;
    private final Memory memory;
    private final Tally tally;

    WaitStarts(Ports ports, Memory memory, Tally tally) {
        this.ports = ports;
        this.memory = memory;
        this.tally = tally;
    }

    /// Learns when each wait began, once: from the activity, and from the event, which is later by as long as
    /// connections were drained. Where AWS tells neither, it is when this guard first saw it.
    void learn(List<Group> groups, Instant now, @Nullable TerminationNotice notice) {
        List<Waits> unsure = new ArrayList<>();
        for (Group group : groups) {
            Set<String> nodes = group.waiting().stream()
                    .filter(node -> memory.mayAskForWait(node, now))
                    .map(NodeId::instance)
                    .collect(toSet());
            if (!nodes.isEmpty()) {
                unsure.add(new Waits(group.name(), nodes));
            }
        }
        learn(unsure, now);
        if (notice != null && memory.knowsWait(notice.node())) {
            memory.waitBegins(notice.node(), notice.at().isAfter(now) ? now : notice.at());
        }
    }

    /// Asks AWS when these waits began, and returns the groups of which it told.
    private Set<String> learn(List<Waits> waits, Instant now) {
        Set<String> told = new HashSet<>();
        ports.calls()
                .each(waits, one -> Optional.of(ports.groups().waitingSince(one.group, one.instances)), this::untold)
                .forEach((one, since) -> since.ifPresent(began -> {
                    told.add(one.group);
                    one.instances.forEach(
                            instance -> learned(new NodeId(one.group, instance), began.get(instance), now));
                }));
        return told;
    }

    private Optional<Map<String, Instant>> untold(Waits waits, Fault fault) {
        tally.failed("group " + waits.group + ", nodes " + waits.instances
                + ": the start of their wait could not be read, so what is known of it counts, or else when they were"
                + " first seen: " + fault.getMessage());
        return Optional.empty();
    }

    private void learned(NodeId node, @Nullable Instant began, Instant now) {
        if (began == null) {
            memory.askedInVain(node, now);
        } else {
            memory.waitBegins(node, began);
        }
    }

    /// These nodes, with the start of their waits read again; without those of which it could not be read.
    List<Visit> confirmed(List<Visit> visits, Instant now) {
        List<Waits> waits = new ArrayList<>();
        visits.stream()
                .collect(groupingBy(visit -> visit.id().group(), mapping(Visit::instance, toSet())))
                .forEach((group, instances) -> waits.add(new Waits(group, instances)));
        Set<String> told = learn(waits, now);
        return visits.stream()
                .filter(visit -> told.contains(visit.id().group()))
                .map(visit -> visit.since(memory.waitOf(visit.id(), now)))
                .toList();
    }

    /// The waits of some nodes of one group.
    private record Waits(String group, Set<String> instances) {}
}
