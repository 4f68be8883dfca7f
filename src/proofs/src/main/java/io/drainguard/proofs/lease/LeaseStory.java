package io.drainguard.proofs.lease;

import io.drainguard.proofs.trial.Played;
import io.drainguard.proofs.trial.SeededRandom;
import io.drainguard.proofs.trial.Trace;
import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One seed from beginning to end.
public final class LeaseStory {
    /// So long a DLC has to serve in quiet times for the story to end.
    private static final Duration STEADY = Duration.ofMinutes(1);

    private final LeaseDesign design;

    /// Stories of nodes that go by this.
    public LeaseStory(LeaseDesign design) {
        this.design = design;
    }

    /// What came of a story.
    ///
    /// @param broken one sentence for each time that a promise was broken
    /// @param lasted how long the story was, on its own clock
    /// @param counts how often each [LeaseEvent] and each [LeaseExcuse] happened that did
    public record Verdict(long seed, List<String> broken, Duration lasted, Map<Enum<?>, Integer> counts)
            implements Played {}

    /// Plays the story of a seed; the same seed gives the same verdict and the same trace.
    public Verdict play(long seed, Trace trace) {
        VirtualTime time = new VirtualTime(Instant.EPOCH);
        LeaseHistory history = new LeaseHistory(time, trace);
        LeaseInvariants judges = new LeaseInvariants(time, history);
        Scene scene = new Scene(time, new SeededRandom(seed), history, judges, new Uplink(), design);
        FileServer server = new FileServer(scene);
        Ec2 ec2 = new Ec2(scene);
        Group group = new Group(scene, server, ec2);
        Mishaps mishaps = new Mishaps(scene, group, server, ec2);
        group.begin();
        mishaps.begin();
        Duration steady = Duration.ZERO;
        while (steady.compareTo(STEADY) < 0 && history.broken().isEmpty()) {
            time.advance(Group.TURN);
            boolean isQuiet = time.now().isAfter(mishaps.quietFrom());
            boolean isServed = group.isServed();
            judges.passed(isServed, isQuiet);
            steady = isServed && isQuiet ? steady.plus(Group.TURN) : Duration.ZERO;
        }
        judges.over(server.spool());
        return new Verdict(seed, history.broken(), Duration.between(Instant.EPOCH, time.now()), history.counts());
    }
}
