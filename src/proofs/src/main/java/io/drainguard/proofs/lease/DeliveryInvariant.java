package io.drainguard.proofs.lease;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// That no event is delivered twice.
final class DeliveryInvariant implements LeaseInvariant {
    private final LeaseHistory history;
    private final OneDlcInvariant oneDlc;
    private final Map<Integer, Dlc> deliverers = new HashMap<>();

    DeliveryInvariant(LeaseHistory history, OneDlcInvariant oneDlc) {
        this.history = history;
        this.oneDlc = oneDlc;
    }

    @Override
    public Set<LeasePromise> promises() {
        return Set.of(LeasePromise.NOTHING_IS_DELIVERED_TWICE);
    }

    @Override
    public void delivered(Dlc dlc, int event) {
        Dlc before = deliverers.put(event, dlc);
        if (before == null) {
            return;
        }
        String what =
                event + " by " + dlc.node().id() + " after " + before.node().id();
        LeaseExcuse excuse = oneDlc.excused();
        if (excuse != null) {
            history.excused(excuse, "delivered twice: " + what);
        } else if (before.hasNotWritten(event)) {
            history.excused(LeaseExcuse.DELIVERED_AGAIN_AFTER_A_CRASH, what);
        } else {
            history.broken(LeasePromise.NOTHING_IS_DELIVERED_TWICE, what);
        }
    }
}
