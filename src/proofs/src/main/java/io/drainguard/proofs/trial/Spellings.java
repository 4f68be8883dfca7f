package io.drainguard.proofs.trial;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.util.List;
import java.util.Map;

/// Operators' words in wrong spelling, and words on the group for a node.
final class Spellings {
    private static final List<String> WRONG = List.of("Hold", "HOLD", " hold", "keep", "Release", "RELEASE", "");

    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;

    Spellings(SeededRandom chance, World world, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    /// `operators` may have words of their own for some of these nodes.
    void of(List<Instance> nodes, Operators operators) {
        for (Instance node : nodes) {
            if (chance.in(7) && !operators.speakOf(node.id())) {
                words(node);
            }
        }
    }

    private void words(Instance node) {
        boolean onGroup = chance.in(60);
        String word = chance.in(50) ? chance.oneOf(WRONG) : chance.in(50) ? "hold" : "release";
        agenda.after(chance.minutes(0, 8), () -> say(node, word, onGroup));
        if (onGroup && chance.in(30)) {
            String other = chance.in(50) ? "hold" : "release";
            agenda.after(chance.minutes(0, 8), () -> say(node, other, false));
        }
        if (chance.in(80)) {
            agenda.after(chance.minutes(10, 16), () -> sayNothing(node));
        }
    }

    private void say(Instance node, String word, boolean onGroup) {
        if (!world.hasGroup(node.groupName())) {
            return;
        }
        boolean right = word.equals("hold") || word.equals("release");
        if (!right) {
            chronicle.happened(CoverageEvent.OVERRIDE_MISSPELT, node.id());
        }
        if (word.equals("release")) {
            chronicle.operatorReleases(node.id());
        }
        try {
            if (onGroup) {
                chronicle.happened(CoverageEvent.OVERRIDE_BY_GROUP, node.id());
                world.autoScaling().createOrUpdateTags(node.groupName(), Map.of(Tags.OVERRIDE_OF + node.id(), word));
                chronicle.words().onGroup(node.id(), word, world.instant());
            } else {
                world.ec2().createTags(List.of(node.id()), Map.of(Tags.OVERRIDE, word));
                chronicle.words().onNode(node.id(), word, world.instant());
            }
        } catch (AwsError refused) {
            chronicle.trace().add(() -> "an operator's tag was refused: " + refused.text());
        }
    }

    private void sayNothing(Instance node) {
        chronicle.operatorIsSilent(node.id());
        chronicle.words().none(node.id());
        if (world.hasGroup(node.groupName())) {
            world.autoScaling().deleteTags(node.groupName(), List.of(Tags.OVERRIDE_OF + node.id()));
        }
        try {
            world.ec2().deleteTags(List.of(node.id()), List.of(Tags.OVERRIDE));
        } catch (AwsError gone) {
            chronicle.trace().add(() -> "an operator's tag could not be taken off: " + gone.text());
        }
    }
}
