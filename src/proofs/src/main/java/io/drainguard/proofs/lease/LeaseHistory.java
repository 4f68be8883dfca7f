package io.drainguard.proofs.lease;

import io.drainguard.proofs.trial.Trace;
import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What truly happened in a story: counted, written into its trace, and each promise that did not hold.
final class LeaseHistory {
    private final VirtualTime time;
    private final Trace trace;
    private final Map<Enum<?>, Integer> counts = new HashMap<>();
    private final List<String> broken = new ArrayList<>();

    LeaseHistory(VirtualTime time, Trace trace) {
        this.time = time;
        this.trace = trace;
    }

    void happened(LeaseEvent what, String subject) {
        count(what, subject);
    }

    void excused(LeaseExcuse why, String subject) {
        count(why, subject);
    }

    void broken(LeasePromise promise, String sentence) {
        broken.add(promise + ": " + at() + " " + sentence);
        tell("BROKEN " + promise, sentence);
    }

    /// A line of the trace that counts nothing.
    void tell(String what, String subject) {
        trace.add(() -> at() + " " + what + " " + subject);
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    Map<Enum<?>, Integer> counts() {
        return Map.copyOf(counts);
    }

    private void count(Enum<?> what, String subject) {
        counts.merge(what, 1, Integer::sum);
        tell(what.name(), subject);
    }

    private String at() {
        Duration since = Duration.between(Instant.EPOCH, time.now());
        return "%d:%02d.%d".formatted(since.toMinutes(), since.toSecondsPart(), since.toMillisPart() / 100);
    }
}
