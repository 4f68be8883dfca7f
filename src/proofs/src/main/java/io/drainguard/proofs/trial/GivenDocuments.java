package io.drainguard.proofs.trial;

import io.drainguard.settings.Settings;
import io.drainguard.sim.world.World;

/// Guards that were given the documents of some groups, and guards that end what others retained.
final class GivenDocuments {
    private static final String PARAMETER = "/drainguard/documents";

    private GivenDocuments() {}

    static Settings draw(SeededRandom chance, World world, History chronicle, Settings plain) {
        boolean endsForeign = chance.in(12);
        if (endsForeign) {
            chronicle.happened(CoverageEvent.ENDS_FOREIGN, "retained nodes");
            chronicle.facts().endsForeign();
        }
        String own = "";
        if (chance.in(15)) {
            own = Scenario.document("group-1");
            lists(chance, world, chronicle);
        }
        return new Settings(
                plain.hookName(),
                plain.maxHold(),
                plain.protectVolumes(),
                own,
                own.isEmpty() ? "" : PARAMETER,
                endsForeign);
    }

    /// The list names the second group's document, or other ones, or is not there.
    private static void lists(SeededRandom chance, World world, History chronicle) {
        String second = Scenario.document("group-2");
        if (chance.in(50)) {
            world.parameters().put(PARAMETER, "drainguard-of-a-friend," + second);
            return;
        }
        chronicle.happened(CoverageEvent.DOCUMENT_NOT_GIVEN, second);
        chronicle.facts().notGiven(second);
        if (chance.in(50)) {
            world.parameters().put(PARAMETER, "drainguard-of-a-friend");
        }
    }
}
