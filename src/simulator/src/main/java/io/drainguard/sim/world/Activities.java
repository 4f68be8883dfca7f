package io.drainguard.sim.world;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Makes scaling activities.
final class Activities {
    private Activities() {}

    static Activity begin(World world, Instance instance, String description, String cause) {
        Group group = instance.group();
        Zone zone = instance.zone();
        return new Activity(
                world.ids().uuid(),
                group.name(),
                group.arn(),
                instance.id(),
                zone.name(),
                zone.id(),
                zone.subnet(),
                description,
                cause,
                world.instant().truncatedTo(ChronoUnit.MILLIS),
                null,
                Activity.IN_PROGRESS,
                null,
                0);
    }

    /// The desired size cannot be reached because every instance is protected (recorded:
    /// autoscaling/lifecycle_native.json).
    static Activity allProtected(World world, Group group, String cause) {
        Instant now = world.instant();
        String text =
                "Could not scale to desired capacity because all remaining instances are protected from scale-in.";
        return new Activity(
                world.ids().uuid(),
                group.name(),
                group.arn(),
                "",
                "",
                "",
                "",
                text,
                cause,
                now.truncatedTo(ChronoUnit.MILLIS),
                now.truncatedTo(ChronoUnit.SECONDS),
                Activity.CANCELLED,
                text,
                100);
    }
}
