package io.drainguard.decide;

import java.time.Instant;

/// One answer of a drain document: what the node's queue paths hold. Unknown is never Empty.
public sealed interface Look {
    /// As logs write it, in every version of a major release.
    default String word() {
        return switch (this) {
            case Empty() -> "empty";
            case Pending _ -> "pending";
            case Unknown _ -> "unknown";
        };
    }

    /// No data was found, again and again over the settle time.
    record Empty() implements Look {}

    /// There is data.
    ///
    /// @param files number of files with data, at least 1
    /// @param bytes their total size in bytes, at least 1
    /// @param oldest last modification of the oldest of them
    record Pending(long files, long bytes, Instant oldest) implements Look {
        /// Refuses a count that is not data.
        public Pending {
            if (files < 1 || bytes < 1) {
                throw new IllegalArgumentException("pending needs data: " + files + " files, " + bytes + " bytes");
            }
        }
    }

    /// Nobody can say: the agent is offline, the answer is late, cut, malformed or new.
    ///
    /// @param reason why, for the operator
    record Unknown(String reason) implements Look {}
}
