package io.drainguard.sim.trial;

import io.drainguard.sim.guard.WorldGroups;
import io.drainguard.sim.guard.WorldLooks;
import io.drainguard.sim.guard.WorldVolumes;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Volumes;

/// What a guard reads and acts through.
public record Ports(Groups groups, Looks looks, Volumes volumes) {
    /// The world itself, without wire and sockets.
    public static Ports of(World world) {
        return new Ports(new WorldGroups(world), new WorldLooks(world), new WorldVolumes(world));
    }
}
