package io.drainguard.proofs.trial;

import io.drainguard.proofs.ports.WorldGroups;
import io.drainguard.proofs.ports.WorldLooks;
import io.drainguard.proofs.ports.WorldVolumes;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Volumes;

/// What a guard reads and acts through.
public record AwsPorts(Groups groups, Looks looks, Volumes volumes) {
    /// The same for a guard that was given some documents, where the looks are the world's own.
    AwsPorts given(World world, Settings settings) {
        return settings.drainDocument().isEmpty() || !(looks instanceof WorldLooks)
                ? this
                : new AwsPorts(
                        groups,
                        new WorldLooks(world, settings.drainDocument(), settings.documentsParameter()),
                        volumes);
    }

    /// The world itself, without wire and sockets.
    public static AwsPorts of(World world) {
        return new AwsPorts(new WorldGroups(world), new WorldLooks(world), new WorldVolumes(world));
    }
}
