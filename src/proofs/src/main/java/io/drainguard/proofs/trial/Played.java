package io.drainguard.proofs.trial;

import java.util.List;
import java.util.Map;

/// How the story of one seed went.
public interface Played {
    /// The seed.
    long seed();

    /// One sentence for each time that a promise was broken.
    List<String> broken();

    /// How often each thing happened that did.
    Map<Enum<?>, Integer> counts();
}
