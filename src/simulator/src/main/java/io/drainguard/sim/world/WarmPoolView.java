package io.drainguard.sim.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A warm pool as DescribeWarmPool shows it; no pool, no configuration.
public record WarmPoolView(
        @Nullable WarmPool configuration,
        boolean deleting,
        List<MemberView> instances,
        @Nullable String nextToken) {}
