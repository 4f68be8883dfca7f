package io.drainguard.proofs.trial;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What people do to nodes and groups while nodes wait.
final class Operators {
    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;
    private final Set<String> spokenOf = new HashSet<>();

    Operators(SeededRandom chance, World world, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    void of(String group, List<Instance> nodes, Duration heartbeat) {
        for (Instance node : nodes) {
            if (chance.in(8)) {
                spokenOf.add(node.id());
                words(node.id());
            }
        }
        if (chance.in(4)) {
            agenda.after(chance.minutes(2, 15), () -> removeTag(group));
        }
        if (chance.in(4)) {
            agenda.after(chance.minutes(2, 15), () -> deleteHook(group));
        }
        if (chance.in(6)) {
            agenda.after(chance.minutes(2, 15), () -> changeHook(group, heartbeat));
        }
    }

    /// Whether they have words for this node.
    boolean speakOf(String node) {
        return spokenOf.contains(node);
    }

    /// One word, perhaps another one later, and perhaps silence in the end.
    private void words(String node) {
        agenda.after(chance.minutes(0, 8), () -> say(node, chance.in(35)));
        if (chance.in(40)) {
            agenda.after(chance.minutes(9, 12), () -> say(node, chance.in(60)));
        }
        if (chance.in(60)) {
            agenda.after(chance.minutes(13, 16), () -> sayNothing(node));
        }
    }

    private void say(String node, boolean release) {
        chronicle.happened(release ? CoverageEvent.OVERRIDE_RELEASE : CoverageEvent.OVERRIDE_HOLD, node);
        if (release) {
            chronicle.operatorReleases(node);
        } else {
            chronicle.operatorIsSilent(node);
        }
        write(node, release ? "release" : "hold");
    }

    private void sayNothing(String node) {
        chronicle.happened(CoverageEvent.OVERRIDE_REMOVED, node);
        chronicle.operatorIsSilent(node);
        chronicle.words().none(node);
        unwrite(node);
        unwriteOnGroup(node);
    }

    /// On the node; where that takes no tag, or EC2 no longer knows it, on its group, as the command line does.
    private void write(String node, String word) {
        try {
            world.ec2().createTags(List.of(node), Map.of(Tags.OVERRIDE, word));
            chronicle.words().onNode(node, word, world.instant());
            chronicle.words().noneOnGroup(node);
            unwriteOnGroup(node);
        } catch (AwsError refused) {
            chronicle.words().noneOnNode(node);
            unwrite(node);
            String group = world.instance(node).groupName();
            if (world.hasGroup(group)) {
                chronicle.happened(CoverageEvent.OVERRIDE_BY_GROUP, node);
                chronicle.words().onGroup(node, word, world.instant());
                world.autoScaling().createOrUpdateTags(group, Map.of(Tags.OVERRIDE_OF + node, word));
            }
        }
    }

    private void unwrite(String node) {
        try {
            world.ec2().deleteTags(List.of(node), List.of(Tags.OVERRIDE));
        } catch (AwsError gone) {
            chronicle.trace().add(() -> "an operator's tag could not be taken off: " + gone.text());
        }
    }

    private void unwriteOnGroup(String node) {
        String group = world.instance(node).groupName();
        if (world.hasGroup(group)) {
            world.autoScaling().deleteTags(group, List.of(Tags.OVERRIDE_OF + node));
        }
    }

    private void removeTag(String group) {
        if (world.hasGroup(group)) {
            chronicle.happened(CoverageEvent.GROUP_TAG_REMOVED, group);
            chronicle.tagRemoved(group);
            world.autoScaling().deleteTags(group, List.of(Tags.GUARDED));
        }
    }

    private void deleteHook(String group) {
        if (world.hook(group, Scenario.HOOK) != null) {
            chronicle.happened(CoverageEvent.HOOK_DELETED, group);
            chronicle.hookDeleted(group);
            world.autoScaling().deleteLifecycleHook(group, Scenario.HOOK);
        }
    }

    private void changeHook(String group, Duration heartbeat) {
        Hook hook = world.hook(group, Scenario.HOOK);
        if (hook != null) {
            chronicle.happened(CoverageEvent.HOOK_TIMEOUT_CHANGED, group);
            chronicle.hookChanged(group);
            Duration other = Duration.ofSeconds(heartbeat.toSeconds() > 60 ? 30 : 300);
            world.autoScaling().putLifecycleHook(group, hook.withHeartbeatTimeout(other));
        }
    }
}
