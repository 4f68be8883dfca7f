package io.drainguard.proofs.ports;

import io.drainguard.sim.world.World;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// The guard's clock: the world's, or one that is ahead of it or behind, and anybody who pauses on it moves the world.
///
/// @param ahead how far the guard's clock is ahead of AWS's; negative when it is behind
/// @param passing lets time pass
public record WorldTime(World world, Duration ahead, Consumer<Duration> passing) implements Time {
    /// The world's own clock.
    public WorldTime(World world) {
        this(world, Duration.ZERO, world::advance);
    }

    @Override
    public Instant instant() {
        return world.instant().plus(ahead);
    }

    @Override
    public void pause(Duration length) {
        passing.accept(length);
    }
}
