package io.drainguard.proofs.lease;

import java.util.Set;

/// That a DLC runs only where the lease process holds the lease, as that process knows it.
final class LeaseFirstInvariant implements LeaseInvariant {
    private final LeaseHistory history;

    LeaseFirstInvariant(LeaseHistory history) {
        this.history = history;
    }

    @Override
    public Set<LeasePromise> promises() {
        return Set.of(LeasePromise.NEVER_WITHOUT_THE_LEASE);
    }

    @Override
    public void started(Dlc dlc) {
        judge(dlc, "starts");
    }

    @Override
    public void wrote(Dlc dlc) {
        judge(dlc, "writes");
    }

    private void judge(Dlc dlc, String what) {
        LeaseProcess lease = dlc.node().lease();
        if (lease == null || !lease.isHolder()) {
            history.broken(
                    LeasePromise.NEVER_WITHOUT_THE_LEASE,
                    "the DLC of " + dlc.node().id() + " " + what);
        }
    }
}
