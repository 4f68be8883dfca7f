package io.drainguard.cli;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Phase;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A journal that hands every decision on at once, and of a sweep and what was collected after it makes one report:
/// each node counts by its last decision.
final class SweepTotal implements Journal {
    private final Journal journal;
    private final Map<NodeId, Settled> decided = new LinkedHashMap<>();
    private final Set<String> failures = new LinkedHashSet<>();
    private @Nullable Report sweep;
    private int undecided;

    SweepTotal(Journal journal) {
        this.journal = journal;
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

    /// A sweep counts a waiting node on which it decided nothing among those it held.
    @Override
    public void swept(Report report) {
        sweep = report;
        undecided = report.held() - count(Decision.Hold.class);
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
        List<Look.Pending> pending = looks(Look.Pending.class).toList();
        long longest = settled(Decision.Hold.class)
                .mapToLong(hold -> hold.node().heldFor().toSeconds())
                .max()
                .orElse(0);
        Report report = new Report(
                first.groups(),
                undecided + count(Decision.Hold.class),
                count(Decision.Release.class),
                count(Decision.GiveUp.class) + count(Decision.Leave.class),
                count(Decision.Terminate.class),
                (int) looks(Look.Unknown.class).count(),
                pending.stream().mapToLong(Look.Pending::files).sum(),
                pending.stream().mapToLong(Look.Pending::bytes).sum(),
                undecided > 0 ? Math.max(longest, first.oldestHold()) : longest,
                (int) decided.values().stream()
                        .filter(one -> one.decision().alarms())
                        .count(),
                first.cannotLook(),
                first.aboveMaxSize(),
                List.copyOf(failures));
        journal.swept(report);
        return report;
    }

    private int count(Class<? extends Decision> kind) {
        return (int) settled(kind).count();
    }

    private Stream<Settled> settled(Class<? extends Decision> kind) {
        return decided.values().stream().filter(one -> kind.isInstance(one.decision()));
    }

    private <T extends Look> Stream<T> looks(Class<T> kind) {
        return decided.values().stream()
                .map(Settled::look)
                .filter(kind::isInstance)
                .map(kind::cast);
    }
}
