package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.Receiver;
import java.util.List;

/// Where alarms are shipped to. While it is away it acknowledges nothing.
final class DsiemReceiver implements Receiver {
    private final DsiemTally tally;
    private boolean away;

    DsiemReceiver(DsiemTally tally) {
        this.tally = tally;
    }

    void away(boolean now) {
        away = now;
    }

    @Override
    public boolean take(List<Line> batch) {
        if (away) {
            return false;
        }
        tally.arrived(batch);
        return true;
    }
}
