package io.drainguard.proofs.trial;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A node among others on which no document may run: its tag has another value than IAM wants, or it runs on another
/// platform (reviews/promise.md, D5).
final class Strangers {
    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;

    Strangers(SeededRandom chance, World world, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = agenda;
        world.runCommand().onlyTagged(Tags.GUARDED, "drainguard-group");
    }

    void of(List<Instance> nodes) {
        if (chance.in(6)) {
            stranger(nodes.get(chance.between(0, nodes.size() - 1)));
        }
    }

    private void stranger(Instance node) {
        Duration at = chance.in(60) ? Duration.ZERO : chance.minutes(0, 6);
        String value = chance.oneOf(List.of("yes", "drainguard", "drainguard-other", "windows"));
        agenda.after(at, () -> {
            if (node.ended() != null) {
                return;
            }
            chronicle.facts().unaskable(node.id());
            if (value.equals("windows")) {
                chronicle.happened(CoverageEvent.FOREIGN_PLATFORM, node.id());
                world.mishaps().platform(node.id(), "Windows");
            } else {
                retag(node, value);
            }
        });
    }

    private void retag(Instance node, String value) {
        try {
            world.ec2().createTags(List.of(node.id()), Map.of(Tags.GUARDED, value));
            chronicle.happened(CoverageEvent.FOREIGN_TAG_VALUE, node.id());
        } catch (AwsError refused) {
            chronicle.trace().add(() -> "a foreign tag was refused: " + refused.text());
        }
    }
}
