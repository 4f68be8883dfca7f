package io.drainguard.decide;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// What is to be expected of a node beside its look: how long it may be held, how its looks go, and whether a person
/// keeps it on purpose.
///
/// @param policy what its group allows
/// @param progress how its looks go
/// @param acknowledged whether a person has said that the node is kept on purpose, so that it raises no alarm
public record Outlook(Policy policy, Progress progress, boolean acknowledged) {
    /// With so little time left a person should know, and have the time to act.
    private static final Duration NEAR = Duration.ofHours(4);

    /// Returns how long the node may still be held, zero at the ceiling.
    public Duration left(Duration heldFor) {
        Duration left = policy.ceiling().minus(heldFor);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// Tells whether less than four hours, or less than a quarter of a shorter ceiling, is left. A node that yields
    /// needs nobody before it goes.
    public boolean isNearCeiling(Duration heldFor) {
        if (policy.yields()) {
            return false;
        }
        Duration near = Collections.min(List.of(NEAR, policy.ceiling().dividedBy(4)));
        return left(heldFor).compareTo(near) < 0;
    }
}
