package io.drainguard.proofs.lease;

import java.util.BitSet;
import java.util.Set;

/// That nothing is lost which lay in the spool.
final class SpoolInvariant implements LeaseInvariant {
    private final LeaseHistory history;
    private final OneDlcInvariant oneDlc;
    private final BitSet open = new BitSet();

    SpoolInvariant(LeaseHistory history, OneDlcInvariant oneDlc) {
        this.history = history;
        this.oneDlc = oneDlc;
    }

    @Override
    public Set<LeasePromise> promises() {
        return Set.of(LeasePromise.NOTHING_SPOOLED_IS_LOST);
    }

    @Override
    public void spooled(Dlc dlc, int event) {
        open.set(event);
    }

    @Override
    public void delivered(Dlc dlc, int event) {
        open.clear(event);
    }

    @Override
    public void over(Spool spool) {
        BitSet lost = (BitSet) open.clone();
        spool.undelivered().forEach(lost::clear);
        if (lost.isEmpty()) {
            return;
        }
        LeaseExcuse excuse = oneDlc.excused();
        if (excuse != null) {
            history.excused(excuse, "lost " + lost);
        } else {
            history.broken(LeasePromise.NOTHING_SPOOLED_IS_LOST, "events " + lost);
        }
    }
}
