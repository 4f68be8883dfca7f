package io.drainguard.proofs.lease;

import java.util.Set;

/// That whoever takes the lease leaves a mark by which those before see that they are over.
final class TokenInvariant implements LeaseInvariant {
    private final LeaseHistory history;
    private int greatest;

    TokenInvariant(LeaseHistory history) {
        this.history = history;
    }

    @Override
    public Set<LeasePromise> promises() {
        return Set.of(LeasePromise.TOKEN_GROWS);
    }

    @Override
    public void leased(LeaseProcess lease) {
        if (lease.token() <= greatest) {
            history.broken(LeasePromise.TOKEN_GROWS, "token " + lease.token() + " follows " + greatest);
        }
        greatest = Math.max(greatest, lease.token());
    }
}
