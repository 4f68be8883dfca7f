package io.drainguard.proofs.lease;

import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// That two DLCs never work on one state.
final class OneDlcInvariant implements LeaseInvariant {
    /// A machine that wakes too late ends by its first beat, which is due within five seconds and may have to be sent
    /// again for as long; its guard sees that within two seconds. Measured: 1 and 3 writes after the take-over.
    static final Duration STRAY = Duration.ofSeconds(13);

    /// One that wakes and is cut off writes nothing, and its guard ends it: 25 s after its last beat, by a clock that
    /// may have stood still, too.
    private static final Duration FENCED = Duration.ofSeconds(30);

    private final VirtualTime time;
    private final LeaseHistory history;
    private final List<LeaseProcess> takings = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private @Nullable LeaseExcuse excused;

    /// A DLC that has started, by the lease of its node.
    ///
    /// @param order the place of the lease among all that were taken, or a negative number for a start without one
    private record Start(Dlc dlc, int order) {
        Machine machine() {
            return dlc.node().machine();
        }
    }

    OneDlcInvariant(VirtualTime time, LeaseHistory history) {
        this.time = time;
        this.history = history;
    }

    @Override
    public Set<LeasePromise> promises() {
        return Set.of(LeasePromise.ONE_DLC_AT_A_TIME);
    }

    /// Why two may have worked on the state in this story, `null` where they did not.
    @Nullable
    LeaseExcuse excused() {
        return excused;
    }

    @Override
    public void leased(LeaseProcess lease) {
        takings.add(lease);
    }

    @Override
    public void started(Dlc dlc) {
        LeaseProcess lease = dlc.node().lease();
        Taking taking = lease == null ? null : lease.taking();
        Start start = new Start(dlc, taking == null ? -1 : takings.lastIndexOf(lease));
        List<Start> others = starts.stream()
                .filter(other -> other.dlc.isAlive() && other.machine().runs())
                .toList();
        starts.add(start);
        for (Start other : others) {
            if (other.order < start.order) {
                conflict(other, "runs while another one starts");
            } else {
                conflict(start, "starts while another one runs");
            }
        }
    }

    @Override
    public void wrote(Dlc dlc) {
        late(dlc, "writes after another one has started");
    }

    @Override
    public void delivered(Dlc dlc, int event) {
        late(dlc, "delivers after another one has started");
    }

    private void late(Dlc dlc, String what) {
        if (starts.size() < 2) {
            return;
        }
        for (Start start : starts) {
            if (start.dlc.equals(dlc) && next(start) != null) {
                conflict(start, what);
                return;
            }
        }
    }

    /// The first one that started on a lease taken after this one's, `null` for none.
    private @Nullable Start next(Start old) {
        for (Start start : starts) {
            if (start.order > old.order) {
                return start;
            }
        }
        return null;
    }

    private void conflict(Start old, String what) {
        // The one that took the lease next may not have come to start a DLC.
        int next = old.order + 1;
        Taking grounds =
                old.order >= 0 && next < takings.size() ? takings.get(next).taking() : null;
        LeaseExcuse excuse = grounds == null ? null : excuse(old.dlc.node(), grounds);
        if (excuse != null) {
            if (excused == null) {
                history.happened(LeaseEvent.WOKE_TOO_LATE, old.machine().id());
            }
            excused = excuse;
            history.excused(excuse, old.machine().id());
        } else {
            history.broken(
                    LeasePromise.ONE_DLC_AT_A_TIME,
                    "the DLC of " + old.machine().id() + " " + what);
        }
    }

    private @Nullable LeaseExcuse excuse(Node old, Taking taking) {
        LeaseExcuse excuse = taking.excuse();
        if (excuse != null && old.isRebootWaiting()) {
            return LeaseExcuse.KILLED_WHILE_CUT;
        }
        return isStray(old.machine(), taking.at()) ? excuse : null;
    }

    /// Whether the machine stood still when the lease was taken, or had hardly woken, and has not been awake for long.
    private boolean isStray(Machine machine, Instant taken) {
        Duration longest = machine.isConnected() ? STRAY : FENCED;
        return machine.stoodStill(taken.minus(longest), taken)
                && Duration.between(machine.backSince(), time.now()).compareTo(longest) <= 0;
    }
}
