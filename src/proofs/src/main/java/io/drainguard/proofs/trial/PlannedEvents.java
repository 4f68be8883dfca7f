package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;

/// What the story has planned, and until when.
final class PlannedEvents {
    /// What the last entry sets off has begun to show by then.
    private static final Duration AFTERMATH = Duration.ofMinutes(3);

    private final World world;
    private Instant last;

    PlannedEvents(World world) {
        this.world = world;
        this.last = world.instant();
    }

    void after(Duration span, Runnable what) {
        Instant at = world.instant().plus(span);
        last = at.isAfter(last) ? at : last;
        world.after(span, what);
    }

    boolean isOver() {
        return world.instant().isAfter(last.plus(AFTERMATH));
    }

    static boolean inService(Instance node) {
        return node.state() == LifecycleState.IN_SERVICE && node.ended() == null;
    }
}
