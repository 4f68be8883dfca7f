package io.drainguard.sim.world;

import java.time.Instant;

/// A member of a group or of its warm pool as a describe call shows it.
///
/// `healthStatus` is `Healthy` or `Unhealthy`; DescribeAutoScalingInstances writes it in capitals on the wire
/// (recorded: autoscaling/retention_native.json).
public record MemberView(
        String instanceId,
        String groupName,
        String instanceType,
        String zone,
        String zoneId,
        String lifecycleState,
        String healthStatus,
        boolean protectedFromScaleIn) {
    static MemberView of(Instance instance, Instant now) {
        return new MemberView(
                instance.id(),
                instance.groupName(),
                "t3.nano",
                instance.zone().name(),
                instance.zone().id(),
                instance.state.shown(now).text(),
                instance.healthy ? "Healthy" : "Unhealthy",
                instance.protectedFromScaleIn);
    }
}
