package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.Recording;
import io.drainguard.proofs.demo.report.Words;
import io.drainguard.sim.world.Call;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a story went.
///
/// @param leavers the nodes that left, or were kept from it
/// @param calls API calls by operation, from the scale-in on
/// @param simulated time from the scale-in to the end
/// @param real the same on the machine's clock, the start of everything included
/// @param saved what a plain scale-in would have lost, and what this one did, in a sentence
/// @param broken what the story promises and did not happen
record Summary(
        List<Leaver> leavers,
        Map<String, Long> calls,
        Duration simulated,
        Duration real,
        String saved,
        List<String> broken) {
    private static final String ROW = "%-19s  %-20s  %8s  %20s  %-11s  %s";

    /// A node and its way out.
    ///
    /// @param parting how the guard completed its wait, or `null` when it did not
    /// @param releasedBy what had called the guard when it released the node; empty if it did not
    record Leaver(TerminatingNode node, Witness.@Nullable Parting parting, String releasedBy) {
        boolean releasedWithData() {
            return parting != null && parting.released() && parting.files() > 0;
        }

        private String row() {
            Duration last = node.fromLastFile(parting);
            return ROW.formatted(
                    node.node(),
                    node.atFirst(),
                    Words.clock(node.heldFor()),
                    last == null ? "-" : Words.clock(last),
                    releasedBy.isEmpty() ? "-" : releasedBy,
                    node.outcome());
        }
    }

    static Summary of(
            List<TerminatingNode> nodes, Witness witness, JournalListener ears, Recording recording, Duration real) {
        Map<String, String> releasedBy = ears.releasedBy();
        return new Summary(
                nodes.stream()
                        .map(node -> new Leaver(
                                node, witness.parting(node.node()), releasedBy.getOrDefault(node.node(), "")))
                        .toList(),
                recording.calls().stream()
                        .collect(Collectors.groupingBy(Call::action, TreeMap::new, Collectors.counting())),
                Duration.between(recording.start(), recording.end()),
                real,
                recording.verdict(),
                recording.broken());
    }

    /// Whether no data was let go, every node ended as its story says, and what the story is about happened.
    boolean good() {
        return broken.isEmpty()
                && leavers.stream().noneMatch(Leaver::releasedWithData)
                && nodes().noneMatch(TerminatingNode::lost)
                && nodes().allMatch(TerminatingNode::endedAsExpected);
    }

    /// Prints it.
    void print(Table table, AnsiColors paint) {
        table.line("");
        table.line(ROW.formatted(
                "node", "data at scale-in", "held for", "last file to release", "released by", "outcome"));
        leavers.forEach(leaver -> table.line(leaver.row()));
        table.line("");
        table.line("Nodes with data: %d held, %d released when empty, %d retained with data, %d lost."
                .formatted(withData(), withData(NodeEnding.RELEASED) - lost(), retainedWithData(), lost()));
        table.line("API calls, the scale-in's own included:");
        counted().forEach(table::line);
        table.line("Simulated time %s, in %d s of real time.".formatted(Words.clock(simulated), real.toSeconds()));
        table.line(paint.verdict(good(), verdict()));
    }

    /// How it ended, in a sentence.
    String verdict() {
        List<String> releasedWithData = leavers.stream()
                .filter(Leaver::releasedWithData)
                .map(leaver -> leaver.node().node())
                .toList();
        if (!releasedWithData.isEmpty()) {
            return "FAILED: released while they held data: " + releasedWithData;
        }
        if (lost() > 0) {
            return "FAILED: a node ended with its data.";
        }
        if (!broken.isEmpty()) {
            return "FAILED: " + String.join("; ", broken) + ".";
        }
        return good() ? saved : "FAILED: a node ended otherwise than its story says.";
    }

    private List<String> counted() {
        return calls.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .map(call -> "%5d %s".formatted(call.getValue(), call.getKey()))
                .toList();
    }

    private long withData() {
        return nodes().filter(TerminatingNode::hadData).count();
    }

    private long withData(NodeEnding ending) {
        return nodes().filter(node -> node.hadData() && node.ending() == ending).count();
    }

    private long retainedWithData() {
        return nodes().filter(node -> node.ending() == NodeEnding.RETAINED && node.filesAtLast() > 0)
                .count();
    }

    private long lost() {
        return nodes().filter(TerminatingNode::lost).count();
    }

    private Stream<TerminatingNode> nodes() {
        return leavers.stream().map(Leaver::node);
    }
}
