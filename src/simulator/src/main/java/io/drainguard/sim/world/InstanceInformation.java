package io.drainguard.sim.world;

import java.time.Instant;

/// A node as DescribeInstanceInformation lists it.
public record InstanceInformation(
        String instanceId, String pingStatus, Instant lastPing, String agentVersion, String platformType) {}
