package io.drainguard.cli;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Report;
import java.util.ArrayList;
import java.util.List;

/// A journal that is kept, to be told in other words.
final class RecordingJournal implements Journal {
    /// A decision and what came of it.
    record Decided(Node node, Look look, Decision decision, String volumes, String outcome) {}

    /// The decisions.
    final List<Decided> decided = new ArrayList<>();

    /// What became of the volumes of instances that EC2 takes back.
    final List<String> reclaimed = new ArrayList<>();

    /// Why something was left alone.
    final List<String> ignored = new ArrayList<>();

    /// Who could not be served, and why.
    final List<String> failures = new ArrayList<>();

    @Override
    public void decided(Node node, Look look, Decision decision, String volumes, String outcome) {
        decided.add(new Decided(node, look, decision, volumes, outcome));
    }

    @Override
    public void reclaimed(NodeId node, String reason, String outcome) {
        reclaimed.add(outcome);
    }

    @Override
    public void ignored(String subject, String reason) {
        ignored.add(reason);
    }

    @Override
    public void swept(Report report) {
        failures.addAll(report.failures());
    }
}
