package io.drainguard.proofs.demo.report;

import java.time.Instant;

/// Something that happened beside the guard's decisions.
public record Happening(Instant at, Kind kind, String text) {
    /// What sort of thing it is.
    public enum Kind {
        /// The group does with fewer nodes.
        SCALE_IN,
        /// The guard was killed while it ran.
        GUARD_KILLED,
        /// A node's Systems Manager agent goes.
        AGENT_GONE,
        /// A node's Systems Manager agent is back.
        AGENT_BACK,
        /// Something of a node became true.
        NODE
    }
}
