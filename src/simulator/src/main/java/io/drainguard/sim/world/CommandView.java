package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A command as SendCommand and ListCommands show it.
///
/// `parameters` are those that the caller gave, not the document's defaults. `expiresAfter` is request + delivery
/// timeout + execution timeout (recorded: ssm/managed_execution_current.json). `completedCount` counts the nodes on
/// which it has ended, however; `errorCount` those where it failed or ran out of time (API Reference, Command).
public record CommandView(
        String commandId,
        String documentName,
        String documentVersion,
        Map<String, String> parameters,
        String comment,
        List<String> instanceIds,
        Instant requested,
        Instant expiresAfter,
        Duration deliveryTimeout,
        String maxConcurrency,
        String maxErrors,
        String status,
        String statusDetails,
        int targetCount,
        int completedCount,
        int errorCount,
        int deliveryTimedOutCount) {}
