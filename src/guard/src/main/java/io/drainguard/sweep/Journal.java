package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import org.jspecify.annotations.Nullable;

/// Where every decision and its reason is written down.
public interface Journal {
    /// The guard has decided upon one node, and this is what came of it.
    void decided(Settled settled);

    /// AWS is about to take an instance that no guard can hold, and this became of its volumes.
    ///
    /// @param unmarked why a mark could not be set, `null` if all marks are
    void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked);

    /// Something was left alone, and why: a foreign event, a node looked at a moment ago.
    void ignored(String subject, String reason);

    /// A sweep has ended.
    void swept(Report report);

    /// The guard has settled nodes whose looks had ended, between two sweeps. The report counts those nodes only.
    void collected(Report report);
}
