package io.drainguard.proofs.demo;

import io.drainguard.sim.world.Call;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a story went.
///
/// @param leavers the nodes that left, or were kept from it
/// @param releasedWithData nodes that held data in the moment of their release
/// @param calls API calls by operation
/// @param simulated time from the scale-in to the end
/// @param real the same on the machine's clock, the start of everything included
record Summary(
        List<TerminatingNode> leavers,
        List<String> releasedWithData,
        Map<String, Long> calls,
        Duration simulated,
        Duration real) {
    private static final String ROW = "%-19s  %-20s  %8s  %s";

    static Summary of(List<TerminatingNode> leavers, DemoEnvironment stage, Duration simulated, Duration real) {
        return stage.shared()
                .ask(world -> new Summary(
                        leavers,
                        leavers.stream()
                                .map(TerminatingNode::node)
                                .filter(node -> releasedWithData(stage.witness().parting(node)))
                                .toList(),
                        world.calls().all().stream()
                                .collect(Collectors.groupingBy(Call::action, TreeMap::new, Collectors.counting())),
                        simulated,
                        real));
    }

    /// Whether no data was let go, and every node ended as its story says.
    boolean good() {
        return releasedWithData.isEmpty()
                && leavers.stream().noneMatch(TerminatingNode::lost)
                && leavers.stream().allMatch(TerminatingNode::endedAsExpected);
    }

    /// Prints it.
    void print(Table table, AnsiColors paint) {
        table.line("");
        table.line(ROW.formatted("node", "data at scale-in", "held for", "outcome"));
        leavers.forEach(leaver -> table.line(
                ROW.formatted(leaver.node(), leaver.atFirst(), Table.clock(leaver.heldFor()), leaver.outcome())));
        table.line("");
        table.line("Nodes with data: %d held, %d released when empty, %d retained with data, %d lost."
                .formatted(withData(), withData(NodeEnding.RELEASED) - lost(), retainedWithData(), lost()));
        table.line("API calls, the scale-in's own included:");
        counted().forEach(table::line);
        table.line("Simulated time %s, in %d s of real time.".formatted(Table.clock(simulated), real.toSeconds()));
        table.line(paint.verdict(good(), verdict()));
    }

    private String verdict() {
        if (!releasedWithData.isEmpty()) {
            return "FAILED: released while they held data: " + releasedWithData;
        }
        if (lost() > 0) {
            return "FAILED: a node ended with its data.";
        }
        return good() ? "No queued event was lost." : "FAILED: a node ended otherwise than its story says.";
    }

    private List<String> counted() {
        return calls.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .map(call -> "%5d %s".formatted(call.getValue(), call.getKey()))
                .toList();
    }

    private long withData() {
        return leavers.stream().filter(TerminatingNode::hadData).count();
    }

    private long withData(NodeEnding ending) {
        return leavers.stream()
                .filter(leaver -> leaver.hadData() && leaver.ending() == ending)
                .count();
    }

    private long retainedWithData() {
        return leavers.stream()
                .filter(leaver -> leaver.ending() == NodeEnding.RETAINED && leaver.filesAtLast() > 0)
                .count();
    }

    private long lost() {
        return leavers.stream().filter(TerminatingNode::lost).count();
    }

    private static boolean releasedWithData(Witness.@Nullable Parting parting) {
        return parting != null && parting.released() && parting.files() > 0;
    }
}
