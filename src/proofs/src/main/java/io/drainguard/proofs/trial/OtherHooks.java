package io.drainguard.proofs.trial;

import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Lapse;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Termination hooks of other people beside the guard's, with owners who finish late, abandon, or never answer; people
/// who abandon a node themselves; and the guard's hook under another name.
final class OtherHooks {
    /// The name of the other hook.
    static final String OTHER = "their-hook";
    private static final String RENAMED = "hook-renamed";

    /// No period of the guard's hook is as long as one of these, so that a lapse tells whose it is.
    private static final List<Integer> PERIODS = List.of(50, 90, 200, 330);

    private static final Duration LOOKS = Duration.ofSeconds(7);
    private static final Instant END = Scenario.START.plus(Duration.ofMinutes(70));

    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;
    private final Map<String, Instant> met = new HashMap<>();

    OtherHooks(SeededRandom chance, World world, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    /// Whether it is a hook of somebody else that ran out.
    static boolean isTheirs(Lapse lapse) {
        long seconds = Duration.between(lapse.began(), lapse.limit()).toSeconds();
        return PERIODS.contains((int) (seconds / 100));
    }

    /// The group with the other hook, in one group of ten.
    GroupSpec beside(GroupSpec spec) {
        if (!chance.in(10)) {
            return spec;
        }
        chronicle.happened(CoverageEvent.SECOND_HOOK, spec.name());
        chronicle.facts().otherHook(spec.name(), world.instant());
        return spec.hook(theirs());
    }

    private Hook theirs() {
        Hook hook = Hook.terminating(OTHER, Duration.ofSeconds(chance.oneOf(PERIODS)));
        return chance.in(20) ? hook.withDefaultResult("CONTINUE") : hook;
    }

    void of(String group, List<Instance> nodes) {
        if (chronicle.facts().otherHook(group) != null) {
            world.after(LOOKS, () -> owner(group));
        } else if (chance.in(3)) {
            agenda.after(chance.minutes(1, 12), () -> added(group));
        }
        for (Instance node : nodes) {
            if (chance.in(3)) {
                agenda.after(chance.minutes(1, 14), () -> abandons(node, Scenario.HOOK));
            }
        }
        if (chance.in(3)) {
            Duration at = chance.minutes(2, 14);
            agenda.after(at, () -> rename(group, Scenario.HOOK, RENAMED));
            if (chance.in(50)) {
                agenda.after(at.plus(chance.minutes(1, 5)), () -> rename(group, RENAMED, Scenario.HOOK));
            }
        }
    }

    private void added(String group) {
        if (world.hasGroup(group)) {
            chronicle.happened(CoverageEvent.HOOK_ADDED, group);
            chronicle.facts().otherHook(group, world.instant());
            world.autoScaling().putLifecycleHook(group, theirs());
            world.after(LOOKS, () -> owner(group));
        }
    }

    /// Their owner looks for nodes that begin to wait, and plans an answer for each.
    private void owner(String group) {
        for (Instance node : world.members(group)) {
            Instant began = node.waitBegan();
            if (began != null && !began.equals(met.put(node.id(), began))) {
                plan(node);
            }
        }
        if (world.hasGroup(group) && world.instant().isBefore(END)) {
            world.after(LOOKS, () -> owner(group));
        }
    }

    private void plan(Instance node) {
        int answer = chance.between(0, 9);
        Duration after = chance.seconds(1, 400);
        if (answer < 3) {
            world.after(after, () -> answers(node, OTHER, "CONTINUE"));
        } else if (answer < 5) {
            world.after(after, () -> abandons(node, OTHER));
        }
    }

    private void abandons(Instance node, String hook) {
        if (node.waitBegan() != null && answers(node, hook, "ABANDON")) {
            chronicle.happened(CoverageEvent.ABANDONED_BY_OTHERS, node.id());
            chronicle.facts().abandoned(node.id(), world.instant());
        }
    }

    private boolean answers(Instance node, String hook, String result) {
        try {
            world.autoScaling().completeLifecycleAction(node.groupName(), hook, ActionRef.instance(node.id()), result);
            return true;
        } catch (AwsError refused) {
            chronicle.trace().add(() -> "their answer was refused: " + refused.text());
            return false;
        }
    }

    /// As a template does it in which somebody changes the name: the new hook first, then the old one goes.
    private void rename(String group, String from, String to) {
        Hook hook = world.hook(group, from);
        if (hook != null) {
            chronicle.happened(CoverageEvent.HOOK_RENAMED, group);
            chronicle.hookDeleted(group);
            Hook renamed = Hook.terminating(to, hook.heartbeatTimeout()).withDefaultResult(hook.defaultResult());
            world.autoScaling().putLifecycleHook(group, renamed);
            world.autoScaling().deleteLifecycleHook(group, from);
        }
    }
}
