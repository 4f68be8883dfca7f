package io.drainguard.proofs.demo.report;

import java.time.Instant;
import java.util.List;

/// A story of a DLC as it went.
///
/// @param spooled events that lay in the spool at first
/// @param delivered how many of them were delivered
/// @param twice how many more than once
/// @param broken what the story promises and did not happen; empty when all did
public record DlcRecording(
        Scene scene,
        Instant start,
        Instant end,
        int spooled,
        int delivered,
        int twice,
        List<Sample> samples,
        List<DecisionMade> decisions,
        List<Happening> happenings,
        List<String> broken) {
    /// What was played, and where.
    ///
    /// @param command the command line that plays it again
    public record Scene(String story, String sentence, String edition, int speed, String group, String command) {}

    /// How it stood at a moment.
    ///
    /// @param waiting events in the spool
    /// @param delivered events that QRadar has
    /// @param holder the node that works under the lease, empty for none
    public record Sample(Instant at, int waiting, int delivered, String holder) {}

    /// Whether all happened that the story promises.
    public boolean good() {
        return broken.isEmpty();
    }

    /// How it ended, in a sentence.
    public String verdict() {
        return good()
                ? "%,d of %,d spooled events delivered, %d twice.".formatted(delivered, spooled, twice)
                : "FAILED: " + String.join("; ", broken) + ".";
    }
}
