package io.drainguard.proofs.trial;

import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;

/// What else happens to the nodes of a story, drawn apart from it: so a seed keeps the story that it has without them.
final class Adversities {
    private final FirstBoots boots;
    private final OtherHooks hooks;
    private final Mounts mounts;
    private final Refills refills;
    private final TagTroubles tags;
    private final Spellings spellings;
    private final Strangers strangers;
    private final Surroundings surroundings;
    private final Yields yields;

    Adversities(
            SeededRandom chance,
            World world,
            MemoryShell shell,
            History chronicle,
            PlannedEvents agenda,
            Duration bootWaits) {
        this.boots = new FirstBoots(chance.apart(9), world, shell, chronicle, agenda, bootWaits);
        this.hooks = new OtherHooks(chance.apart(1), world, chronicle, agenda);
        this.mounts = new Mounts(chance.apart(2), world, shell, chronicle, agenda);
        this.refills = new Refills(chance.apart(3), world, shell, chronicle, agenda);
        this.tags = new TagTroubles(chance.apart(4), world, chronicle, agenda);
        this.spellings = new Spellings(chance.apart(5), world, chronicle, agenda);
        this.strangers = new Strangers(chance.apart(6), world, chronicle, agenda);
        this.surroundings = new Surroundings(chance.apart(7), world, shell, chronicle, agenda);
        this.yields = new Yields(chance.apart(10), chronicle);
        surroundings.ofWorld();
    }

    /// The group as its owner and other people have changed it.
    GroupSpec before(GroupSpec spec) {
        return yields.of(hooks.beside(spec));
    }

    void of(String group, List<Instance> nodes, Operators operators) {
        List<Instance> old = boots.of(nodes);
        hooks.of(group, nodes);
        mounts.of(old);
        refills.of(old);
        tags.of(old);
        spellings.of(old, operators);
        strangers.of(old);
        surroundings.of(group, old);
    }
}
