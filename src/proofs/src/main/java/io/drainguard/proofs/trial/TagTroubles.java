package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;

/// Nodes and volumes that take no marks: they have too many tags (kubermatic/kubermatic#11496), or the organization
/// forbids it.
final class TagTroubles {
    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;

    TagTroubles(SeededRandom chance, World world, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    void of(List<Instance> nodes) {
        for (Instance node : nodes) {
            if (chance.in(8)) {
                one(node);
            }
        }
        if (chance.in(2)) {
            keys();
        }
    }

    private void one(Instance node) {
        Duration at = chance.in(60) ? Duration.ZERO : chance.minutes(0, 12);
        boolean onVolume = chance.in(40);
        int many = chance.between(44, 50);
        boolean byPolicy = chance.in(30);
        agenda.after(at, () -> {
            if (node.ended() != null) {
                return;
            }
            String resource = onVolume ? node.volumes().getLast().id() : node.id();
            chronicle.facts().unmarkable(node.id());
            if (byPolicy) {
                chronicle.happened(CoverageEvent.TAGS_DENIED, resource);
                world.organization().deny("CreateTags", resource);
            } else {
                chronicle.happened(CoverageEvent.TAGS_FULL, resource);
                world.mishaps().fillTags(resource, many);
            }
        });
    }

    /// A tag policy that knows nothing of the guard's keys, in the whole account: for a while, or for good.
    private void keys() {
        Duration at = chance.minutes(0, 8);
        boolean ends = chance.in(50);
        agenda.after(at, () -> {
            chronicle.happened(CoverageEvent.TAG_KEYS_DENIED, "account");
            world.instances().forEach(node -> chronicle.facts().unmarkable(node.id()));
            world.organization().denyTagKeys("drainguard:");
        });
        if (ends) {
            agenda.after(
                    at.plus(chance.minutes(1, 8)), () -> world.organization().allowAll());
        }
    }
}
