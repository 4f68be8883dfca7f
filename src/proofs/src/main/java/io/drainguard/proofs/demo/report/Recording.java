package io.drainguard.proofs.demo.report;

import io.drainguard.sim.world.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// A story as it went, from the scale-in to its end.
///
/// @param scene what was played, and where
/// @param calls every API call of the guard and of the scale-in
/// @param eventsDelivered events that reached the guard's rules
/// @param broken what the story promises and did not happen; empty when all did
public record Recording(
        Scene scene,
        Instant start,
        Instant end,
        List<NodeStory> nodes,
        List<DecisionMade> decisions,
        List<Happening> happenings,
        List<Call> calls,
        int eventsDelivered,
        List<String> broken) {

    /// What was played, and where.
    ///
    /// @param story the story's word
    /// @param sentence what happens in it
    /// @param ceiling the longest hold
    /// @param command the command line that plays it again
    public record Scene(
            String story, String sentence, String edition, int speed, String group, Duration ceiling, String command) {}

    /// The same, with what the story promises and did not happen.
    public Recording breaking(List<String> promises) {
        return new Recording(
                scene, start, end, nodes, decisions, happenings, calls, eventsDelivered, List.copyOf(promises));
    }

    /// What a scale-in that waits for nothing would have taken from the nodes that had to go.
    public Held atRisk() {
        return sum(nodes.stream().map(NodeStory::atRisk).toList());
    }

    /// What was lost: data on nodes that have ended.
    public Held lost() {
        return sum(
                nodes.stream().filter(NodeStory::ended).map(NodeStory::atLast).toList());
    }

    /// What still lies on nodes that live, to be delivered or rescued.
    public Held kept() {
        return sum(nodes.stream()
                .filter(node -> !node.ended())
                .map(NodeStory::atLast)
                .toList());
    }

    /// Whether every node ended as it ought to, nothing was lost, and the story's own event happened.
    public boolean good() {
        return broken.isEmpty() && lost().files() == 0 && nodes.stream().allMatch(NodeStory::good);
    }

    /// What a plain scale-in would have lost, and what this one did, in a sentence.
    public String verdict() {
        Held risk = atRisk();
        String plain = risk.files() == 0
                ? "A plain scale-in would have lost nothing"
                : "A plain scale-in would have lost " + risk.text();
        Held lost = lost();
        if (lost.files() > 0) {
            return plain + "; this one lost " + lost.text() + ".";
        }
        Held kept = kept();
        return plain + "; nothing was lost"
                + (kept.files() == 0 ? "." : ", and " + kept.text() + " wait to be rescued.");
    }

    private Held sum(List<Held> all) {
        return new Held(
                end,
                all.stream().mapToInt(Held::files).sum(),
                all.stream().mapToLong(Held::bytes).sum());
    }
}
