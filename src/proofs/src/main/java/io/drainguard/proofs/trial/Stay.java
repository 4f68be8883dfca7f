package io.drainguard.proofs.trial;

import io.drainguard.sweep.Guard;
import java.time.Instant;

/// A copy of the function that stays up, only to renew short periods.
final class Stay {
    private final GuardOnDuty owner;
    private final Guard guard;
    private final Instant end;
    private Instant wakes;
    private boolean isAwake;

    Stay(GuardOnDuty owner, Guard guard, Instant end, Instant now) {
        this.owner = owner;
        this.guard = guard;
        this.end = end;
        this.wakes = now.plus(Guard.PAUSE);
    }

    Guard guard() {
        return guard;
    }

    GuardOnDuty owner() {
        return owner;
    }

    /// When it has its next chance for heartbeats; never while it uses one.
    Instant wakes() {
        return isAwake ? Instant.MAX : wakes;
    }

    boolean isOver(Instant now) {
        return !now.isBefore(end);
    }

    void wake() {
        isAwake = true;
        owner.renew(this);
        isAwake = false;
    }

    void sleep(Instant now) {
        wakes = now.plus(Guard.PAUSE);
    }
}
