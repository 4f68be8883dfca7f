package io.drainguard.proofs.lease;

import io.drainguard.proofs.lease.LeaseRule.Ec2Word;
import io.drainguard.proofs.lease.LeaseRule.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// On which grounds a node took the lease.
///
/// @param at when
/// @param word what EC2 said of the former holder
/// @param isExcusable whether EC2 said nothing throughout, or was asked to end the former holder and has not done so
record Taking(Instant at, LeaseRecord found, Owner owner, Ec2Word word, boolean isExcusable) {
    LeaseEvent event() {
        return switch (found.state()) {
            case NONE, RELEASED -> LeaseEvent.TAKEN_FREELY;
            case UNREADABLE -> LeaseEvent.TAKEN_IN_SILENCE;
            case HELD ->
                owner == Owner.ME
                        ? LeaseEvent.TAKEN_AGAIN
                        : switch (word) {
                            case ENDED -> LeaseEvent.TAKEN_FROM_ENDED;
                            case SILENT -> LeaseEvent.TAKEN_IN_SILENCE;
                            case OTHER -> LeaseEvent.TAKEN_FROM_UNENDED;
                        };
        };
    }

    /// Why the former holder may still write for some seconds if its machine stood still meanwhile, `null` for none.
    @Nullable
    LeaseExcuse excuse() {
        return switch (event()) {
            case TAKEN_IN_SILENCE -> isExcusable ? LeaseExcuse.PAUSED_WHILE_EC2_IS_SILENT : null;
            case TAKEN_FROM_UNENDED -> isExcusable ? LeaseExcuse.PAUSED_AND_NEVER_ENDED : null;
            default -> null;
        };
    }
}
