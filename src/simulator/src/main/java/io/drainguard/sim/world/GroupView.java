package io.drainguard.sim.world;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A group as DescribeAutoScalingGroups shows it; members on their way into or out of the warm pool are not among
/// its instances.
///
/// `status` is there only while the group is being deleted (recorded:
/// autoscaling/retention_decrement_native.json).
public record GroupView(
        String name,
        String arn,
        int min,
        int max,
        int desired,
        List<MemberView> instances,
        Map<String, String> tags,
        Retention retention,
        String deletionProtection,
        @Nullable WarmPool warmPool,
        boolean warmPoolDeleting,
        int warmPoolSize,
        Set<String> suspended,
        Set<String> keptTags,
        List<String> targetGroups,
        Upkeep upkeep,
        @Nullable String status) {}
