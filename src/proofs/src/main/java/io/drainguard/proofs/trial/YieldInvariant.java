package io.drainguard.proofs.trial;

import io.drainguard.decide.Decision.Cause;
import io.drainguard.decide.Decision.Release;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// That a node of a group that yields goes at its ceiling, and not before.
final class YieldInvariant implements Invariant {
    /// A sweep that comes late, and its calls.
    private static final Duration TO_LET_GO = Duration.ofSeconds(90);

    /// A second guard's sweep may lie between any two calls of the first.
    private static final Duration BESIDE_ANOTHER = Duration.ofSeconds(75);

    /// What AWS's own limit is undercut by (see the policy's margin).
    private static final Duration MARGIN = Duration.ofMinutes(5);

    /// A call that failed so short a time ago may have been the reading of a wait's start.
    private static final Duration UNREAD = Duration.ofSeconds(10);

    /// By so much the mark of since when a node is held may be older than its wait.
    private static final Duration MARKED = Duration.ofMinutes(1);

    /// A wait that is younger may not be shown yet.
    private static final Duration SHOWN = Duration.ofSeconds(5);

    private final World world;
    private final History chronicle;
    private final Settings settings;
    private final Map<String, Due> due = new HashMap<>();

    /// Since when a node should have gone from the wait that began then.
    private record Due(Instant began, Instant since) {}

    YieldInvariant(World world, History chronicle, Settings settings) {
        this.world = world;
        this.chronicle = chronicle;
        this.settings = settings;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(Promise.YIELDING_GOES, Promise.YIELDS_AT_ITS_CEILING);
    }

    /// The longest hold of a node: its operator's, its group's, and AWS's own less the margin; `null` without a hook.
    @Nullable
    Duration ceiling(Instance node) {
        Hook hook = world.hook(node.groupName(), Scenario.HOOK);
        Duration yields = chronicle.facts().yieldsAfter(node.groupName());
        return hook == null
                ? null
                : Stream.of(
                                settings.maxHold(),
                                hook.globalTimeout().minus(MARGIN),
                                yields == null ? settings.maxHold() : yields)
                        .min(Duration::compareTo)
                        .orElseThrow();
    }

    /// Whether its group yields and its ceiling may seem reached. Another hook may end a wait, and a fresh one begin,
    /// that is not shown yet when the guard releases the node. And a mark of up to a minute before a wait counts
    /// as of that wait; where its start cannot be read, what is known of an earlier one counts.
    boolean mayYield(Instance node, Instant began) {
        String group = node.groupName();
        boolean isFresh =
                chronicle.facts().otherHook(group) != null && began.plus(SHOWN).isAfter(world.instant());
        return chronicle.facts().yieldsAfter(group) != null
                && (isFresh || isUnread() || isAtCeiling(node, began.minus(MARKED)));
    }

    /// The activity begins up to a second before the wait.
    private boolean isAtCeiling(Instance node, Instant began) {
        Duration ceiling = ceiling(node);
        return ceiling != null && !began.plus(ceiling).minusSeconds(1).isAfter(world.instant());
    }

    @Override
    public void decided(Decided what) {
        if (!(what.decision() instanceof Release release && release.cause() == Cause.YIELDS)) {
            return;
        }
        Instance node = world.instance(what.instance());
        Instant began = node.waitBegan();
        boolean yields = chronicle.facts().yieldsAfter(node.groupName()) != null;
        if (!yields || (began != null && isSure(node) && !mayYield(node, began))) {
            chronicle.broken(
                    Promise.YIELDS_AT_ITS_CEILING, node.id(), "yields in its wait since " + began + ": " + release);
        }
    }

    private boolean isUnread() {
        return chronicle.troubledSince(world.instant().minus(UNREAD));
    }

    /// Since when a node that waits is held: behind a load balancer, where the wait's own start counts its draining
    /// too, since a guard first saw it, which its mark tells the other guards; `null` before that.
    private @Nullable Instant heldSince(Instance node, Instant began) {
        if (!chronicle.facts().isDraining(node.groupName())) {
            return began;
        }
        String mark = node.tags().get(Tags.HELD_SINCE);
        return mark == null || Instant.parse(mark).isBefore(began.minus(MARKED)) ? null : Instant.parse(mark);
    }

    /// By the time of the decision the wait that ended may be over, and a fresh one have begun.
    private boolean isSure(Instance node) {
        return !chronicle.isHookChanged(node.groupName()) && !chronicle.isCrowded();
    }

    @Override
    public void check(Instance node) {
        Instant began = node.waitBegan();
        if (began == null || !mustGo(node, began)) {
            due.remove(node.id());
            return;
        }
        Instant now = world.instant();
        Due known = due.get(node.id());
        if (known == null || !known.began.equals(began) || chronicle.troubledSince(known.since)) {
            due.put(node.id(), new Due(began, now));
            return;
        }
        Duration longest = chronicle.isCrowded() ? TO_LET_GO.plus(BESIDE_ANOTHER) : TO_LET_GO;
        if (Duration.between(known.since, now).compareTo(longest) > 0) {
            chronicle.broken(
                    Promise.YIELDING_GOES,
                    node.id(),
                    "waits since " + began + ", and should have gone at " + known.since);
            due.put(node.id(), new Due(began, now));
        }
    }

    private boolean mustGo(Instance node, Instant began) {
        String group = node.groupName();
        Instant held = heldSince(node, began);
        return chronicle.facts().yieldsAfter(group) != null
                && held != null
                && isAtCeiling(node, held)
                && node.ended() == null
                && world.hasGroup(group)
                && !chronicle.isTagRemoved(group)
                && !chronicle.isHookDeleted(group)
                && !chronicle.words().keep(node.id())
                && !chronicle.facts().isCompleted(node.id(), began);
    }
}
