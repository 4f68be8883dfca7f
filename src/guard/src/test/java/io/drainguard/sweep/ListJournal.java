package io.drainguard.sweep;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import java.util.ArrayList;
import java.util.List;

/// Keeps the journal in a list that a test can read.
final class ListJournal implements Journal {
    final List<String> lines = new ArrayList<>();
    final List<Report> reports = new ArrayList<>();

    @Override
    public void decided(Node node, Look look, Decision decision, String volumes, String outcome) {
        lines.add(node.id().instance() + ": " + look.getClass().getSimpleName() + " -> "
                + decision.getClass().getSimpleName() + ", " + decision.reason() + ", " + outcome);
    }

    @Override
    public void reclaimed(NodeId node, String reason, String outcome) {
        lines.add("reclaimed " + node + ": " + reason + ", " + outcome);
    }

    @Override
    public void ignored(String subject, String reason) {
        lines.add("ignored " + subject + ": " + reason);
    }

    @Override
    public void swept(Report report) {
        reports.add(report);
    }
}
