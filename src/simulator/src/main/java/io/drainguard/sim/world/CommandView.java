package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The reply to SendCommand.
///
/// `expiresAfter` is request + delivery timeout + execution timeout (recorded:
/// ssm/managed_execution_current.json).
public record CommandView(
        String commandId,
        String documentName,
        List<String> instanceIds,
        Instant requested,
        Instant expiresAfter,
        Duration deliveryTimeout) {}
