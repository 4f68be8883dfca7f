package io.drainguard.decide;

import java.time.Instant;

/// One answer of a drain document: what the node's queue paths hold. Unknown is never Empty.
public sealed interface Look {
    /// Returns the look's word in logs. The word stays the same in every version of a major release.
    default String word() {
        return switch (this) {
            case Empty() -> "empty";
            case Pending _ -> "pending";
            case Unknown _ -> "unknown";
        };
    }

    /// The drain document found no data in any of its searches over the settle time.
    record Empty() implements Look {}

    /// The node holds data.
    ///
    /// @param files number of files with data, at least 1
    /// @param bytes total size of these files in bytes, at least 1
    /// @param oldest time of the last change to the oldest of these files
    record Pending(long files, long bytes, Instant oldest) implements Look {
        /// Refuses counts without data.
        public Pending {
            if (files < 1 || bytes < 1) {
                throw new IllegalArgumentException("pending needs data: " + files + " files, " + bytes + " bytes");
            }
        }
    }

    /// The guard does not know what the node holds: the agent is offline, or the answer is late, cut, malformed
    /// or new.
    ///
    /// @param reason why, for the operator
    record Unknown(String reason) implements Look {}
}
