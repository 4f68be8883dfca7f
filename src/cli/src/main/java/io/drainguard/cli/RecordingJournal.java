package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A journal that is kept, to be told in other words.
final class RecordingJournal implements Journal {
    /// The decisions, and what came of each.
    final List<Settled> decided = new ArrayList<>();

    /// What became of the volumes of instances that EC2 takes back.
    final List<VolumeOutcome> reclaimed = new ArrayList<>();

    /// Why something was left alone.
    final List<String> ignored = new ArrayList<>();

    /// Who could not be served, and why.
    final List<String> failures = new ArrayList<>();

    @Override
    public void decided(Settled settled) {
        decided.add(settled);
    }

    @Override
    public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {
        reclaimed.add(volumes);
    }

    @Override
    public void ignored(String subject, String reason) {
        ignored.add(reason);
    }

    @Override
    public void swept(Report report) {
        failures.addAll(report.failures());
    }

    @Override
    public void collected(Report report) {
        failures.addAll(report.failures());
    }
}
