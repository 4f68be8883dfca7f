package io.drainguard.proofs.trial;

import io.drainguard.sim.world.CommandView;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Lapse;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// That nothing is forgotten: periods do not lapse, drained nodes go, and no sweep passes a node over.
final class LivenessInvariant implements Invariant {
    /// A second guard's sweep may lie between any two calls of the first.
    private static final Duration BESIDE_ANOTHER = Duration.ofSeconds(75);

    /// A wait that is younger may not be shown yet.
    private static final Duration SHOWN = Duration.ofSeconds(5);

    /// The end of a look may be shown so late (see [LookMishaps]).
    private static final Duration ENDED = Duration.ofSeconds(12);

    /// A first period up to this length may end before any sweep reads its group: a sweep may just have read
    /// it, stay up for a minute for others, and so may the next event.
    private static final Duration UNSEEN = Duration.ofSeconds(180);

    /// The calls that lie between reading a wait and holding it take this long at most, when none fails.
    private static final Duration EARLY = Duration.ofSeconds(8);

    /// A look that has not ended by then is known not to have ended: 30 s for its delivery, 110 s for its script, and
    /// 15 s until Systems Manager says so.
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(155);

    /// For so long a fresh wait is another guard's to ask, and then until the end of the sweep that asks.
    private static final Duration OTHERS_TURN = Duration.ofSeconds(125);

    /// A node that answered so long before a sweep is not asked again in it.
    private static final Duration FRESH = Duration.ofSeconds(25);

    private @Nullable Set<String> only;
    private final World world;
    private final Answers answers;
    private final History chronicle;
    private final Set<String> shownAtRead = new HashSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<String, CommandView> asked = new HashMap<>();
    private final Map<GuardOnDuty, Log> logs = new HashMap<>();

    /// What one guard did in its present sweep.
    private static final class Log {
        final Map<String, String> waiting = new HashMap<>();
        final Map<String, Instant> decided = new HashMap<>();
        Instant began = Instant.MIN;
        boolean unread;
    }

    LivenessInvariant(World world, Answers answers, History chronicle) {
        this.world = world;
        this.answers = answers;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(Promise.NO_PERIOD_LAPSES, Promise.EVERY_WAIT_IS_SEEN, Promise.SWEEP_TELLS_WHAT_IT_MISSED);
    }

    @Override
    public <T> T around(String action, Map<String, String> parameters, Supplier<T> effect) {
        T answer = effect.get();
        switch (action) {
            case "DescribeAutoScalingGroups" -> reads();
            case "SendCommand" -> {
                if (answer instanceof CommandView command) {
                    command.instanceIds().forEach(node -> asked.put(node, command));
                }
            }
            case "DescribeLifecycleHooks" -> serves(parameters.getOrDefault("AutoScalingGroupName", ""));
            default -> {}
        }
        return answer;
    }

    @Override
    public void holdsOnly(@Nullable Set<String> nodes) {
        only = nodes;
    }

    /// A sweep has read the groups: it knows who waits now, and nobody who begins to wait later.
    private void reads() {
        Instant shown = world.instant().minus(SHOWN);
        shownAtRead.clear();
        for (Instance node : world.instances()) {
            Instant began = node.waitBegan();
            if (began != null && !began.isAfter(shown)) {
                shownAtRead.addAll(node.openTokens());
            }
        }
    }

    /// A sweep has read the hook of a group in which it serves nodes: early enough to save their periods.
    private void serves(String group) {
        // A guard that another one kept waiting serves what it read before.
        Instant shown = world.instant().minus(chronicle.isCrowded() ? BESIDE_ANOTHER : SHOWN);
        Instant early = world.instant().plus(EARLY);
        for (Instance node : world.members(group)) {
            Instant began = node.waitBegan();
            Instant deadline = node.deadline();
            boolean held = only == null || only.contains(node.id());
            if (held && began != null && !began.isAfter(shown) && deadline != null && deadline.isAfter(early)) {
                node.openTokens().stream().filter(shownAtRead::contains).forEach(seen::add);
            }
        }
    }

    // --- periods ---

    @Override
    public void lapsed(Lapse lapse) {
        if (OtherHooks.isTheirs(lapse)) {
            chronicle.happened(CoverageEvent.THEIR_PERIOD_LAPSED, lapse.instance());
            theirsLapsed(lapse);
        } else {
            chronicle.facts().completed(lapse.instance(), world.instant());
            chronicle.lapsed(lapse.instance(), excuse(lapse));
        }
    }

    private void theirsLapsed(Lapse lapse) {
        Hook hook = world.hook(world.instance(lapse.instance()).groupName(), OtherHooks.OTHER);
        if (hook == null || hook.defaultResult().equals("ABANDON")) {
            chronicle.facts().abandoned(lapse.instance(), world.instant());
        }
    }

    /// With a guard alive and nothing in its way no period lapses, but at AWS's own limit where nothing would
    /// keep the node. Says what it excuses, `null` for nothing.
    private @Nullable Excuse excuse(Lapse lapse) {
        Instance node = world.instance(lapse.instance());
        String group = node.groupName();
        Hook hook = world.hook(group, Scenario.HOOK);
        if (hook == null || chronicle.isTagRemoved(group)) {
            return null;
        }
        Duration period = hook.heartbeatTimeout();
        if (chronicle.isHookChanged(group)
                || chronicle.troubledSince(lapse.deadline().minus(period).minusSeconds(5))) {
            return Excuse.LOST_IN_TROUBLE;
        }
        if (!seen.contains(lapse.token())) {
            return unseen(node, lapse, period);
        }
        boolean kept = chronicle.retains(group) && node.state() != LifecycleState.REPLACING_ROOT_VOLUME_WAIT;
        if (!lapse.deadline().isBefore(lapse.limit()) && !kept) {
            chronicle.excused(Excuse.LAPSED_AT_LIMIT, node.id());
        } else {
            chronicle.broken(
                    Promise.NO_PERIOD_LAPSES, node.id(), "its period of " + period + " lapsed with a guard on duty");
        }
        return null;
    }

    private @Nullable Excuse unseen(Instance node, Lapse lapse, Duration period) {
        if (period.compareTo(UNSEEN) > 0) {
            chronicle.broken(Promise.EVERY_WAIT_IS_SEEN, node.id(), "no guard saw its wait since " + lapse.began());
            return null;
        }
        return Excuse.LOST_IN_UNSEEN_FIRST_PERIOD;
    }

    // --- sweeps ---

    @Override
    public void sweepBegins(GuardOnDuty guard) {
        Log log = logs.computeIfAbsent(guard, one -> new Log());
        log.began = world.instant();
        log.unread = false;
        log.waiting.clear();
        Instant shown = log.began.minus(SHOWN);
        for (Instance node : world.instances()) {
            Instant began = node.waitBegan();
            String group = node.groupName();
            if (began != null
                    && !began.isAfter(shown)
                    && !chronicle.isTagRemoved(group)
                    && world.hook(group, Scenario.HOOK) != null) {
                log.waiting.put(node.id(), node.openTokens().getFirst());
            }
        }
    }

    @Override
    public void decided(Decided what) {
        Log log = logs.computeIfAbsent(what.guard(), one -> new Log());
        log.decided.put(what.instance(), world.instant());
        log.unread |= what.isUnread() && !world.instance(what.instance()).isForgotten(world.instant());
    }

    /// Whether somebody asked the node for a look which it had not answered when the sweep began.
    private boolean isLooking(String node, Instant began) {
        Instant foreign = chronicle.foreignLookAt(node);
        boolean isForeignOpen = foreign != null && foreign.isAfter(began.minus(LONGEST_LOOK));
        return isForeignOpen || isOpen(node, asked.get(node), began);
    }

    private boolean isOpen(String node, @Nullable CommandView asked, Instant began) {
        if (asked == null) {
            return false;
        }
        boolean isOverdue = !asked.requested().isAfter(began.minus(LONGEST_LOOK));
        // Two guards may look at once, and then the older look may be the one that is under way.
        boolean isUnanswered = chronicle.isCrowded() || !answers.given(asked.commandId(), node, began.minus(ENDED));
        // An answer that comes while the sweep runs, later than any guard waits, is the next sweep's: too old to count.
        return isUnanswered && (!isOverdue || answers.given(asked.commandId(), node, world.instant()));
    }

    /// A sweep that reports no failure has decided on every node that waited when it began, or leaves it with a look
    /// under way, and has read each.
    @Override
    public void sweepEnded(GuardOnDuty guard, boolean clean) {
        Log log = logs.get(guard);
        if (!clean || log == null) {
            return;
        }
        if (log.unread) {
            chronicle.broken(
                    Promise.SWEEP_TELLS_WHAT_IT_MISSED,
                    "sweep",
                    "a node's volumes were not read, and the sweep did not say so");
        }
        Instant freshest = log.began.minus(FRESH);
        log.waiting.forEach((id, token) -> {
            Instant decided = log.decided.get(id);
            Instance node = world.instance(id);
            boolean stillTagged =
                    !chronicle.isTagRemoved(node.groupName()) && !chronicle.isHookDeleted(node.groupName());
            if (stillTagged
                    && node.openTokens().contains(token)
                    && (decided == null || decided.isBefore(freshest))
                    && !isLooking(id, log.began)) {
                if (isLeftToAnother(node, log.began)) {
                    chronicle.excused(Excuse.LEFT_TO_ANOTHER_GUARD, id);
                    return;
                }
                chronicle.broken(
                        Promise.SWEEP_TELLS_WHAT_IT_MISSED, id, "a sweep passed it over and reported no failure");
            }
        });
    }

    /// A guard that was not given the node's document leaves the first two minutes of its wait to one that was. In
    /// trouble it may not know when the wait began.
    private boolean isLeftToAnother(Instance node, Instant sweep) {
        Instant fresh = sweep.minus(OTHERS_TURN);
        Instant began = node.waitBegan();
        return !chronicle.facts().isGiven(Scenario.document(node.groupName()))
                && began != null
                && (began.isAfter(fresh) || chronicle.troubledSince(fresh));
    }
}
