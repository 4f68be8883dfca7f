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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tells of each node what has become true of it in one sweep, after everything else. What lasts is told once: a mark
/// on the node says so to other guards. What could not be told is told with the next sweep.
final class NoticeWriter {
    /// Notices take no longer than this out of a sweep; a minute has other work.
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Ports ports;
    private final Memory memory;
    private final Supplier<Instant> awsTime;
    private final Runnable renew;
    private final List<Notice> notices = new ArrayList<>();

    /// `renew` records the heartbeats that fall due meanwhile.
    NoticeWriter(Ports ports, Memory memory, Supplier<Instant> awsTime, Runnable renew) {
        this.ports = ports;
        this.memory = memory;
        this.awsTime = awsTime;
        this.renew = renew;
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
        if (one.isRetained()) {
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
        boolean kept = one.volumes() instanceof VolumeOutcome.Unmarked
                || switch (cause) {
                    case OPERATOR, YIELDS -> true;
                    case EMPTY, ENDED, UNSTARTED -> false;
                };
        return machine == null || !kept
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

    /// What was last told of the node: the mark on it says what any guard told. Only where that could not be written,
    /// or not be read, this guard's own memory counts.
    private String told(Visit visit, @Nullable InstanceDetails machine) {
        String mark = machine == null || !visit.mayBeMarkedInThisWait(machine)
                ? ""
                : machine.marks().notes().told();
        String own = memory.facts().told(visit.id());
        return own != null && (mark.isEmpty() || memory.facts().owesTold(visit.id())) ? own : mark;
    }

    /// Tells what there is to tell, as long as there is time: waits are renewed meanwhile, and nothing waits for this.
    ///
    /// @param tally counts what could not be told
    /// @param until when the caller's own time runs out
    void send(Tally tally, Instant until) {
        List<Notice> all = new ArrayList<>(memory.untold());
        all.addAll(notices);
        notices.clear();
        if (all.isEmpty()) {
            return;
        }
        Set<Notice> left = new LinkedHashSet<>(all);
        Instant end = Time.earlier(until, ports.time().instant().plus(LONGEST));
        Fault fault = tell(all, left, end);
        if (!left.isEmpty()) {
            tally.failed(left.size() + " notices, the first of node "
                    + left.iterator().next().node() + ", could not be told; the next sweep tells them again"
                    + (fault == null ? "" : ": " + fault.getMessage()));
        }
        memory.untold(left.stream().filter(notice -> !notice.what().lasts()).toList());
        all.stream()
                .filter(notice -> notice.what().lasts() && !left.contains(notice))
                .collect(groupingBy(Notice::what))
                .forEach(this::mark);
    }

    /// Tells in batches until the time is up or one fails, and takes off `left` what was taken.
    private @Nullable Fault tell(List<Notice> all, Set<Notice> left, Instant end) {
        for (List<Notice> some : Batches.of(all, Notices.BATCH)) {
            if (!ports.time().instant().isBefore(end)) {
                return null;
            }
            try {
                List<Notice> refused = ports.notices().tell(some);
                some.stream().filter(notice -> !refused.contains(notice)).forEach(left::remove);
            } catch (Fault fault) {
                return fault;
            }
            renew.run();
        }
        return null;
    }

    /// A node without the mark is told of again by a guard that starts anew, and nothing else comes of it.
    private void mark(What what, List<Notice> told) {
        List<String> nodes =
                told.stream().map(notice -> notice.node().instance()).distinct().toList();
        told.forEach(notice -> memory.facts().told(notice.node(), what.code(), false));
        for (List<String> some : Batches.of(nodes, Volumes.BATCH)) {
            if (!isMarked(some, what)) {
                Set<String> unmarked = some.stream()
                        .filter(node -> some.size() == 1 || !isMarked(List.of(node), what))
                        .collect(toSet());
                told.stream()
                        .filter(notice -> unmarked.contains(notice.node().instance()))
                        .forEach(notice -> memory.facts().told(notice.node(), what.code(), true));
            }
            renew.run();
        }
    }

    private boolean isMarked(List<String> nodes, What what) {
        try {
            ports.volumes().tag(nodes, Map.of(Tags.TOLD, what.code()));
            return true;
        } catch (Fault refused) {
            return false;
        }
    }
}
