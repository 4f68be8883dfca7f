package io.drainguard.cli;

import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.cli.OverrideChange.Asked;
import io.drainguard.decide.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What an operator reads before the question: the nodes, what they hold, and what becomes of it. Pure.
record OverrideText(Asked asked, String caller, Instant now) {
    /// Returns the lines.
    List<String> lines(List<Found> nodes) {
        List<String> lines = new ArrayList<>();
        if (nodes.size() == 1) {
            Found node = nodes.getFirst();
            lines.add("group    " + node.id().group());
            lines.add("node     " + node.id().instance());
            lines.add("state    " + state(node));
            lines.add("at risk  " + RiskText.of(node.last(), now));
            volumes(node, "", lines);
        } else {
            nodes.forEach(node -> {
                lines.add(node.id() + "  " + state(node));
                lines.add("    at risk  " + RiskText.of(node.last(), now));
                volumes(node, "    ", lines);
            });
            lines.add(Format.count(nodes.size(), "node"));
        }
        lines.add("by       " + caller);
        if (asked.because() != null) {
            lines.add("because  " + asked.because());
        }
        lines.add(asked.request().outcome());
        Instant until = asked.quietUntil();
        if (until != null) {
            lines.add("quiet    its alarms are quiet until " + Format.time(until) + ", for "
                    + Units.span(Duration.between(now, until)));
        }
        return lines;
    }

    private static String state(Found node) {
        return node.state() + (node.held() ? "" : " (it neither waits nor is retained)");
    }

    private void volumes(Found node, String indent, List<String> lines) {
        if (asked.request() != OverrideRequest.RELEASE) {
            return;
        }
        lines.add(indent + "volumes  " + node.fate().text());
        node.fate().rescues().forEach(rescue -> lines.add(indent + "         " + rescue));
    }
}
