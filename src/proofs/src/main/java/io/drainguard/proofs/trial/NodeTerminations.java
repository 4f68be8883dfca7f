package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Why the groups' nodes go: by capacity, by a user's call, because they are unhealthy, because all of them go, for a
/// new root volume; and how they come back out of a warm pool.
final class NodeTerminations {
    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;
    private final Queues queues;
    private final Set<String> deleted = new HashSet<>();

    NodeTerminations(SeededRandom chance, World world, History chronicle, PlannedEvents agenda, Queues queues) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = agenda;
        this.queues = queues;
    }

    void of(String group, List<Instance> nodes, boolean pool) {
        nodes.forEach(node -> one(group, node, pool));
        if (chance.in(8)) {
            agenda.after(chance.minutes(1, 12), () -> refresh(group));
        }
        if (chance.in(8)) {
            agenda.after(chance.minutes(2, 14), () -> all(group));
        }
        if (pool) {
            agenda.after(chance.minutes(9, 13), () -> growAgain(group));
        }
    }

    private void one(String group, Instance node, boolean pool) {
        Duration when = chance.minutes(0, 10);
        boolean decrement = chance.in(50);
        switch (pool ? 2 : chance.between(0, 4)) {
            case 0, 1 -> agenda.after(when, () -> terminate(node, decrement));
            case 2, 3 -> agenda.after(when, () -> scaleIn(group));
            default -> agenda.after(when, () -> unhealthy(node));
        }
    }

    private void terminate(Instance node, boolean decrement) {
        if (PlannedEvents.inService(node)) {
            chronicle.happened(CoverageEvent.TERMINATED_BY_USER, node.id());
            world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), decrement);
        }
    }

    private void scaleIn(String group) {
        int inService = inService(group);
        if (inService > 0 && !deleted.contains(group)) {
            chronicle.happened(CoverageEvent.SCALE_IN, group);
            world.autoScaling().setDesiredCapacity(group, inService - 1);
        }
    }

    private void unhealthy(Instance node) {
        if (PlannedEvents.inService(node)) {
            chronicle.happened(CoverageEvent.UNHEALTHY, node.id());
            world.autoScaling().setInstanceHealth(node.id(), "Unhealthy");
        }
    }

    private void refresh(String group) {
        if (inService(group) > 0) {
            chronicle.happened(CoverageEvent.ROOT_VOLUME_REFRESH, group);
            world.autoScaling().startInstanceRefresh(group);
        }
    }

    /// AWS refuses to delete a group by force while it retains (see the world's Deletion).
    private void all(String group) {
        if (chronicle.retains(group)) {
            chronicle.happened(CoverageEvent.GROUP_TO_ZERO, group);
            world.autoScaling().setDesiredCapacity(group, 0);
        } else {
            chronicle.happened(CoverageEvent.GROUP_FORCE_DELETED, group);
            deleted.add(group);
            world.autoScaling().deleteAutoScalingGroup(group, true);
        }
    }

    /// A pooled node comes back into service, gets new data, and leaves once more.
    private void growAgain(String group) {
        if (!deleted.contains(group)) {
            world.autoScaling().setDesiredCapacity(group, inService(group) + 1);
            agenda.after(Duration.ofSeconds(50), () -> world.members(group).forEach(queues::refill));
            agenda.after(chance.minutes(1, 3), () -> scaleIn(group));
        }
    }

    private int inService(String group) {
        int count = 0;
        for (Instance node : world.members(group)) {
            count += PlannedEvents.inService(node) ? 1 : 0;
        }
        return count;
    }
}
