package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// That a node which never worked does not stay.
final class UnstartedInvariant implements Invariant {
    /// Three sweeps of which two see the tag two minutes apart, one that comes late, and a look that has to fail first.
    private static final Duration TO_LET_GO = Guard.INTERVAL.multipliedBy(6).plusSeconds(30);

    private static final Duration SHORT = Duration.ofSeconds(120);

    /// A second guard's sweep may lie between any two calls of the first.
    private static final Duration BESIDE_ANOTHER = Duration.ofSeconds(75);

    private final World world;
    private final History chronicle;
    private final Map<String, Waits> waits = new HashMap<>();

    /// Since when a node that never worked waits in this state.
    private record Waits(LifecycleState state, @Nullable Instant began, Instant since) {
        boolean isOver(Instance node) {
            return state != node.state() || !Objects.equals(began, node.waitBegan());
        }
    }

    UnstartedInvariant(World world, History chronicle) {
        this.world = world;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(Promise.UNSTARTED_GOES);
    }

    @Override
    public void check(Instance node) {
        if (!mustGo(node)) {
            waits.remove(node.id());
            return;
        }
        Instant now = world.instant();
        Waits known = waits.get(node.id());
        if (known == null || known.isOver(node) || chronicle.troubledSince(known.since)) {
            waits.put(node.id(), new Waits(node.state(), node.waitBegan(), now));
            return;
        }
        if (Duration.between(known.since, now).compareTo(allowed(node)) > 0) {
            chronicle.broken(
                    Promise.UNSTARTED_GOES,
                    node.id(),
                    "never started, waits since " + known.since + " and is still " + node.state());
            waits.put(node.id(), new Waits(node.state(), node.waitBegan(), now));
        }
    }

    /// Where copies of a guard stay up for short periods, several take turns, and each has to see the tag twice.
    private Duration allowed(Instance node) {
        Hook hook = world.hook(node.groupName(), Scenario.HOOK);
        boolean takesTurns = hook == null || hook.heartbeatTimeout().compareTo(SHORT) <= 0;
        Duration longest = takesTurns ? TO_LET_GO.plus(TO_LET_GO) : TO_LET_GO;
        return chronicle.isCrowded() ? longest.plus(BESIDE_ANOTHER) : longest;
    }

    private boolean mustGo(Instance node) {
        String group = node.groupName();
        return node.state() == LifecycleState.TERMINATING_WAIT
                && node.waitBegan() != null
                && node.ended() == null
                && "true".equals(node.tags().get(Tags.UNSTARTED))
                && world.hasGroup(group)
                && !chronicle.isTagRemoved(group)
                && !chronicle.isHookDeleted(group)
                && !chronicle.words().keep(node.id())
                && !chronicle.facts().isCompleted(node.id(), node.waitBegan());
    }
}
