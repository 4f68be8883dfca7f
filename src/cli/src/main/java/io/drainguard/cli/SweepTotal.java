package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Phase;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Numbers;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.Tally;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.VolumeOutcome;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A journal that hands every decision on at once, and of a sweep and what was collected after it makes one report:
/// each node counts by its last decision.
final class SweepTotal implements Journal {
    private final Journal journal;
    private final Time time;
    private final Map<NodeId, Settled> decided = new LinkedHashMap<>();
    private final Set<String> failures = new LinkedHashSet<>();
    private @Nullable Report sweep;
    private long undecided;

    SweepTotal(Journal journal, Time time) {
        this.journal = journal;
        this.time = time;
    }

    @Override
    public void decided(Settled settled) {
        NodeId node = settled.node().id();
        Settled before = decided.put(node, settled);
        if (before == null && sweep != null && settled.node().phase() != Phase.RETAINED) {
            undecided = Math.max(0, undecided - 1);
        }
        journal.decided(settled);
    }

    @Override
    public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {
        journal.reclaimed(node, reason, volumes, unmarked);
    }

    @Override
    public void ignored(String subject, String reason) {
        journal.ignored(subject, reason);
    }

    @Override
    public void swept(Report report) {
        sweep = report;
        undecided = report.of(Measure.NODES_WAITING) - waiting();
        failures.addAll(report.failures());
    }

    @Override
    public void collected(Report report) {
        failures.addAll(report.failures());
    }

    /// Adds what could not be done.
    void failed(String sentence) {
        failures.add(sentence);
    }

    /// Writes the report of the sweep and of all that was collected since, and returns it.
    Report close() {
        Report first = Objects.requireNonNull(sweep, "the sweep has not ended");
        Tally tally = new Tally();
        tally.groups(first.groups());
        decided.values().forEach(settled -> tally.settled(settled, true, time.instant()));
        failures.addAll(tally.whole().failures());
        Report settled = tally.whole();
        Map<Measure, Long> numbers = new EnumMap<>(settled.total().known());
        numbers.put(Measure.NODES_WAITING, settled.of(Measure.NODES_WAITING) + undecided);
        numbers.put(Measure.NODES_NOT_COUNTED, settled.of(Measure.NODES_NOT_COUNTED) + undecided);
        if (undecided > 0 && first.total().knows(Measure.OLDEST_HOLD)) {
            numbers.merge(Measure.OLDEST_HOLD, first.of(Measure.OLDEST_HOLD), Math::max);
        }
        numbers.put(Measure.NODES_ABOVE_MAX_SIZE, first.of(Measure.NODES_ABOVE_MAX_SIZE));
        Report report = new Report(first.groups(), new Numbers(numbers), settled.each(), List.copyOf(failures));
        journal.swept(report);
        return report;
    }

    private long waiting() {
        return decided.values().stream()
                .filter(one -> one.stays() && one.node().phase() != Phase.RETAINED)
                .count();
    }
}
