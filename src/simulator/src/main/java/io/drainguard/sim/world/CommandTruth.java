package io.drainguard.sim.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A command on one node as it truly stands, whatever the read calls show.
///
/// @param ended when the service took it as ended, or `null` while it runs or was not delivered yet
/// @param details the status with its details, such as `Success` or `DeliveryTimedOut`
/// @param stdout what it printed, uncut
public record CommandTruth(
        String commandId,
        String instanceId,
        Instant requested,
        @Nullable Instant ended,
        String details,
        String stdout) {}
