package io.drainguard.sweep;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Progress;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.Notice.What;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells of each node what has become true of it in one sweep, after everything else. What lasts is told once: a mark
/// on the node says so to other guards. What could not be told is told with the next sweep.
final class NoticeWriter {
    private final Ports ports;
    private final Memory memory;
    private final Supplier<Instant> awsTime;
    private final List<Notice> notices = new ArrayList<>();

    NoticeWriter(Ports ports, Memory memory, Supplier<Instant> awsTime) {
        this.ports = ports;
        this.memory = memory;
        this.awsTime = awsTime;
    }

    /// A node was settled.
    ///
    /// @param machine what EC2 says of it, `null` if that is not known
    void settled(Visit visit, Settled one, @Nullable InstanceDetails machine) {
        if (!ports.notices().areWanted()) {
            return;
        }
        if (one.stays()) {
            What what = lasting(one);
            if (!what.code().equals(told(visit, machine))) {
                add(one, what, Set.of());
            }
        } else if (one.isDone()) {
            gone(one, machine);
        }
    }

    private What lasting(Settled one) {
        Progress progress = one.outlook().progress();
        Instant now = awsTime.get();
        if (one.decision() instanceof Decision.Leave || (one.decision() instanceof Decision.GiveUp && one.isDone())) {
            return What.RETAINED;
        }
        if (progress.cannotLook(now)) {
            return What.UNKNOWN;
        }
        return progress.isStalled(now) ? What.STALLED : What.HELD;
    }

    private void gone(Settled one, @Nullable InstanceDetails machine) {
        Decision.Cause cause = switch (one.decision()) {
            case Decision.Release(var protection, var reason, Decision.Cause why) -> why;
            // Its fresh wait is looked at and told of like any other.
            case Decision.Terminate(var reason, Decision.Cause why) -> why == Decision.Cause.ENDED ? why : null;
            case Decision.Hold _, Decision.GiveUp _, Decision.Leave _ -> null;
        };
        if (cause == null) {
            return;
        }
        add(one, What.of(cause), Set.of());
        Set<String> kept = kept(one, cause, machine);
        if (!kept.isEmpty()) {
            add(one, What.VOLUME_KEPT, kept);
        }
    }

    private static Set<String> kept(Settled one, Decision.Cause cause, @Nullable InstanceDetails machine) {
        if (one.volumes() instanceof VolumeOutcome.Outlived(Set<String> volumes)) {
            return volumes;
        }
        return machine == null || cause != Decision.Cause.OPERATOR
                ? Set.of()
                : machine.ours().stream().map(Attached::volume).collect(toSet());
    }

    /// The volumes of an instance that EC2 takes back were protected.
    void reclaimed(NodeId node, String reason, InstanceDetails machine) {
        Set<String> volumes = machine.volumes().stream().map(Attached::volume).collect(toSet());
        if (ports.notices().areWanted() && !volumes.isEmpty()) {
            notices.add(new Notice(
                    node,
                    awsTime.get(),
                    What.VOLUME_KEPT,
                    reason,
                    new Look.Unknown(reason),
                    new Notice.Held(Duration.ZERO, null),
                    volumes));
        }
    }

    private void add(Settled one, What what, Set<String> volumes) {
        Duration held = one.node().heldFor();
        boolean waits = one.stays() && what != What.RETAINED;
        notices.add(new Notice(
                one.node().id(),
                awsTime.get(),
                what,
                one.decision().reason(),
                one.look(),
                new Notice.Held(held, waits ? one.outlook().left(held) : null),
                volumes));
    }

    private String told(Visit visit, @Nullable InstanceDetails machine) {
        String told = memory.facts().told(visit.id());
        if (told != null) {
            return told;
        }
        return machine != null && visit.mayBeMarkedInThisWait(machine)
                ? machine.marks().notes().told()
                : "";
    }

    /// Tells what there is to tell.
    ///
    /// @param tally counts what could not be told
    void send(Tally tally) {
        List<Notice> all = new ArrayList<>(memory.untold());
        all.addAll(notices);
        notices.clear();
        if (all.isEmpty()) {
            return;
        }
        List<Notice> left = told(all, tally);
        memory.untold(left.stream().filter(notice -> !notice.what().lasts()).toList());
        List<Notice> lasting = all.stream()
                .filter(notice -> notice.what().lasts() && !left.contains(notice))
                .toList();
        lasting.forEach(
                notice -> memory.facts().told(notice.node(), notice.what().code()));
        lasting.stream().collect(groupingBy(Notice::what)).forEach(this::mark);
    }

    private List<Notice> told(List<Notice> all, Tally tally) {
        try {
            List<Notice> left = ports.notices().tell(all);
            if (!left.isEmpty()) {
                tally.failed(left.size() + " notices, the first of node "
                        + left.getFirst().node() + ", were not taken; the next sweep tells them again");
            }
            return left;
        } catch (Fault fault) {
            tally.failed("notices of nodes "
                    + all.stream().map(Notice::node).distinct().toList()
                    + " could not be told; the next sweep tells them again: " + fault.getMessage());
            return all;
        }
    }

    /// A node without the mark is told of again by a guard that starts anew, and nothing else comes of it.
    private void mark(What what, List<Notice> told) {
        try {
            ports.volumes()
                    .tag(
                            told.stream()
                                    .map(notice -> notice.node().instance())
                                    .distinct()
                                    .toList(),
                            Map.of(Tags.TOLD, what.code()));
        } catch (Fault unmarked) {
            return;
        }
    }
}
