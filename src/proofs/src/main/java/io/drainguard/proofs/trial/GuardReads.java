package io.drainguard.proofs.trial;

import io.drainguard.sim.world.World;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// When each guard last read what: what somebody changed after that it cannot know.
final class GuardReads implements Invariant {
    private final World world;
    private final History chronicle;
    private final Map<String, Instant> at = new HashMap<>();

    GuardReads(World world, History chronicle) {
        this.world = world;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of();
    }

    @Override
    public <T> T around(String action, Map<String, String> parameters, Supplier<T> effect) {
        T answer = effect.get();
        at.put(chronicle.speaker() + action, world.instant());
        return answer;
    }

    /// When the guard that speaks last read tags and volumes.
    Instant instances() {
        return last("DescribeInstances");
    }

    /// When it last read the groups.
    Instant groups() {
        return last("DescribeAutoScalingGroups");
    }

    /// When it last listed looks.
    Instant looks() {
        return last("ListCommands");
    }

    private Instant last(String action) {
        return at.getOrDefault(chronicle.speaker() + action, Instant.EPOCH);
    }
}
