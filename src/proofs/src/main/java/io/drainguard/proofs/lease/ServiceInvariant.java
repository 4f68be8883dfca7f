package io.drainguard.proofs.lease;

import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// That there is a DLC again once nothing goes wrong any more.
final class ServiceInvariant implements LeaseInvariant {
    /// A launch that is abandoned, the next one, the longest lease of the lock, and the longer wait.
    static final Duration LONGEST = Duration.ofMinutes(30);

    private final VirtualTime time;
    private final LeaseHistory history;
    private @Nullable Instant missedSince;

    ServiceInvariant(VirtualTime time, LeaseHistory history) {
        this.time = time;
        this.history = history;
    }

    @Override
    public Set<LeasePromise> promises() {
        return Set.of(LeasePromise.SOMEBODY_SERVES);
    }

    @Override
    public void passed(boolean isServed, boolean isQuiet) {
        if (isServed || !isQuiet) {
            missedSince = null;
            return;
        }
        if (missedSince == null) {
            missedSince = time.now();
        }
        if (Duration.between(missedSince, time.now()).compareTo(LONGEST) > 0) {
            history.broken(LeasePromise.SOMEBODY_SERVES, "nobody since half an hour");
            missedSince = time.now();
        }
    }
}
