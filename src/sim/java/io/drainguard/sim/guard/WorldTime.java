package io.drainguard.sim.guard;

import io.drainguard.sim.world.World;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;

/// The guard's clock: the world's, and whoever pauses on it moves the world.
public record WorldTime(World world) implements Time {
    @Override
    public Instant instant() {
        return world.instant();
    }

    @Override
    public void pause(Duration length) {
        world.advance(length);
    }
}
