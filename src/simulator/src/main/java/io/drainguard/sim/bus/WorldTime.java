package io.drainguard.sim.bus;

import io.drainguard.sim.time.SimTime;
import io.drainguard.sim.world.Cancellable;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;

/// A world's virtual clock as simulated services use it; to be used by anybody who drives that world.
public record WorldTime(World world) implements SimTime {
    @Override
    public Instant now() {
        return world.instant();
    }

    @Override
    public Waiting after(Duration delay, Runnable task) {
        Cancellable entry = world.after(delay.isNegative() ? Duration.ZERO : delay, task);
        return entry::cancel;
    }
}
