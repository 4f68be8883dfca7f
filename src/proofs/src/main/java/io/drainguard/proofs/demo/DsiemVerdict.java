package io.drainguard.proofs.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How a story of a dsiem cluster ended: what the story itself says must have been delivered or lost, against what was
/// counted outside of it.
///
/// @param broken what the story promises and did not happen
record DsiemVerdict(int accepted, int seen, int torn, int raised, int shipped, int doubled, List<String> broken) {
    /// The rule's row by which a node goes that holds nothing: a code of the journal.
    private static final String EMPTY = "waiting-empty";

    /// @param rows the row of the rule by which each released node went
    static DsiemVerdict of(Story story, DsiemCluster cluster, DsiemPlot plot, Map<String, String> rows) {
        DsiemTally tally = cluster.tally();
        List<String> broken = new ArrayList<>();
        int seen = tally.accepted();
        int torn = 0;
        for (String node : cluster.nodes()) {
            boolean loses =
                    story == Story.DSIEM_GAP && node.equals(cluster.nodes().getFirst());
            int unseen = tally.unseen(node);
            int unalarmed = tally.pairs(node) - tally.alarmed(node);
            seen -= unseen;
            torn += unalarmed;
            if (unseen != tally.unsent(node)) {
                broken.add("no backend of " + node + " saw " + unseen + " accepted events, and the bus handed "
                        + tally.unsent(node) + " to none");
            }
            if (unalarmed != tally.torn(node)) {
                broken.add(unalarmed + " alarms of " + node + " are missing, and " + tally.torn(node)
                        + " pairs of events came to no one backend");
            }
            if (loses != unseen > 0) {
                broken.add(unseen + " events were seen by no backend of " + node
                        + (loses ? ", and the story promises a loss" : ""));
            }
            if (loses != unalarmed > 0) {
                broken.add(unalarmed + " alarms of " + node + " were never raised"
                        + (loses ? ", and the story promises some" : ""));
            }
        }
        cluster.all(BackendNode.class)
                .filter(backend -> !backend.disk().unshipped().isEmpty())
                .forEach(backend -> broken.add(backend.disk().unshipped().size() + " lines of " + backend.id()
                        + " never arrived at the receiver"));
        if (tally.alarmsArrived() != tally.alarmsRaised()) {
            broken.add(tally.alarmsArrived() + " of " + tally.alarmsRaised() + " alarms arrived at the receiver");
        }
        if (plot.leavers().size() != plot.planned()) {
            broken.add(plot.leavers().size() + " nodes had to go, and the story promises " + plot.planned());
        }
        plot.leavers().stream()
                .map(ClusterNode::id)
                .filter(id -> !EMPTY.equals(rows.get(id)))
                .forEach(id -> broken.add(
                        id + " was let go by row '" + rows.getOrDefault(id, "none") + "' and not by '" + EMPTY + "'"));
        return new DsiemVerdict(
                tally.accepted(),
                seen,
                torn,
                tally.alarmsRaised(),
                tally.alarmsArrived(),
                tally.doubled(),
                List.copyOf(broken));
    }

    boolean good() {
        return broken.isEmpty();
    }

    /// How it ended, in a sentence.
    String text() {
        String counts =
                "events accepted %,d, seen %,d, alarms shipped %,d of %,d".formatted(accepted, seen, shipped, raised);
        if (!good()) {
            return "FAILED: " + String.join("; ", broken) + ". " + counts;
        }
        String more = doubled > 0 ? "; %,d came twice, from both backends of the overlap".formatted(doubled) : "";
        return accepted == seen
                ? counts + more
                : counts + "; lost as counted at the bus: %,d events and %,d alarms".formatted(accepted - seen, torn);
    }
}
