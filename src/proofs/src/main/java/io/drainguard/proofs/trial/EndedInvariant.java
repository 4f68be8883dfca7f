package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Ec2State;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Guard;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// That nothing waits for an instance that has ended.
final class EndedInvariant implements Invariant {
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Duration TERMINATED = Guard.INTERVAL.multipliedBy(2).plus(LATE);
    private static final Duration FORGOTTEN = Guard.INTERVAL.multipliedBy(5).plus(LATE);

    private static final Duration SHORT = Duration.ofSeconds(120);

    /// A second guard's sweep may lie between any two calls of the first.
    private static final Duration BESIDE_ANOTHER = Duration.ofSeconds(75);

    private final World world;
    private final History chronicle;
    private final Map<String, Gone> gone = new HashMap<>();

    /// Since when a node has been listed in this state without an instance.
    private record Gone(LifecycleState state, @Nullable Instant waits, Instant since, boolean forgotten) {
        boolean isOver(Instance node) {
            return state != node.state() || !Objects.equals(waits, node.waitBegan());
        }
    }

    EndedInvariant(World world, History chronicle) {
        this.world = world;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(Promise.ENDED_GOES);
    }

    @Override
    public void check(Instance node) {
        if (!isGone(node)) {
            gone.remove(node.id());
            return;
        }
        Instant now = world.instant();
        Gone known = gone.get(node.id());
        if (known == null || known.isOver(node) || chronicle.troubledSince(known.since)) {
            gone.put(node.id(), new Gone(node.state(), node.waitBegan(), now, node.isForgotten(now)));
            return;
        }
        boolean forgotten = known.forgotten || node.isForgotten(now);
        gone.put(node.id(), new Gone(known.state, known.waits, known.since, forgotten));
        Duration longest = forgotten ? forgotten(node) : TERMINATED;
        Duration allowed = chronicle.isCrowded() ? longest.plus(BESIDE_ANOTHER) : longest;
        if (Duration.between(known.since, now).compareTo(allowed) > 0) {
            chronicle.broken(
                    Promise.ENDED_GOES,
                    node.id(),
                    (forgotten ? "forgotten" : "terminated") + " since " + known.since + " and still " + node.state());
            gone.put(node.id(), new Gone(node.state(), node.waitBegan(), now, forgotten));
        }
    }

    /// Where copies of a guard stay up for short periods, several take turns, and each has to miss the instance twice.
    private Duration forgotten(Instance node) {
        Hook hook = world.hook(node.groupName(), Scenario.HOOK);
        boolean takesTurns = hook == null || hook.heartbeatTimeout().compareTo(SHORT) <= 0;
        return takesTurns ? FORGOTTEN.plus(FORGOTTEN) : FORGOTTEN;
    }

    private boolean isGone(Instance node) {
        String group = node.groupName();
        return node.ec2() == Ec2State.TERMINATED
                && (node.waitBegan() != null || node.state().isRetained())
                && world.hasGroup(group)
                && !chronicle.isTagRemoved(group)
                && !chronicle.isHookDeleted(group)
                && !chronicle.facts().isCompleted(node.id(), node.waitBegan());
    }
}
