package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the journal in a list that a test can read.
final class ListJournal implements Journal {
    final List<String> lines = new ArrayList<>();
    final List<Settled> settled = new ArrayList<>();
    final List<VolumeOutcome> reclaimed = new ArrayList<>();
    final List<Fault> unmarked = new ArrayList<>();
    final List<Report> reports = new ArrayList<>();
    final List<Report> collected = new ArrayList<>();

    @Override
    public void decided(Settled one) {
        settled.add(one);
        lines.add(one.node().id().instance() + ": " + one.look().word() + " -> "
                + one.decision().word() + ", " + one.decision().reason());
    }

    @Override
    public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {
        reclaimed.add(volumes);
        if (unmarked != null) {
            this.unmarked.add(unmarked);
        }
        lines.add("reclaimed " + node + ": " + reason);
    }

    @Override
    public void ignored(String subject, String reason) {
        lines.add("ignored " + subject + ": " + reason);
    }

    @Override
    public void swept(Report report) {
        reports.add(report);
    }

    @Override
    public void collected(Report report) {
        collected.add(report);
    }
}
