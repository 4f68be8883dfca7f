package io.drainguard.proofs.lease;

import io.drainguard.sim.time.VirtualTime;
import java.util.List;

/// All that must hold in a story, in one list.
final class LeaseInvariants {
    private final List<LeaseInvariant> all;
    private int events;

    LeaseInvariants(VirtualTime time, LeaseHistory history) {
        OneDlcInvariant oneDlc = new OneDlcInvariant(time, history);
        this.all = List.of(
                oneDlc,
                new LeaseFirstInvariant(history),
                new TokenInvariant(history),
                new SpoolInvariant(history, oneDlc),
                new DeliveryInvariant(history, oneDlc),
                new ServiceInvariant(time, history));
    }

    /// The list.
    List<LeaseInvariant> all() {
        return all;
    }

    /// The number of the next event that a sender sends.
    int nextEvent() {
        return ++events;
    }

    void leased(LeaseProcess lease) {
        for (LeaseInvariant one : all) {
            one.leased(lease);
        }
    }

    void started(Dlc dlc) {
        for (LeaseInvariant one : all) {
            one.started(dlc);
        }
    }

    void wrote(Dlc dlc) {
        for (LeaseInvariant one : all) {
            one.wrote(dlc);
        }
    }

    void spooled(Dlc dlc, int event) {
        wrote(dlc);
        for (LeaseInvariant one : all) {
            one.spooled(dlc, event);
        }
    }

    void delivered(Dlc dlc, int event) {
        for (LeaseInvariant one : all) {
            one.delivered(dlc, event);
        }
    }

    void passed(boolean isServed, boolean isQuiet) {
        for (LeaseInvariant one : all) {
            one.passed(isServed, isQuiet);
        }
    }

    void over(Spool spool) {
        for (LeaseInvariant one : all) {
            one.over(spool);
        }
    }
}
