package io.drainguard.decide;

import java.time.Instant;
import java.util.List;

/// One answer of a drain document: what the node's queue paths hold. Unknown is never Empty.
public sealed interface Look {
    /// Returns the look's word in logs. The word stays the same in every version of a major release.
    default String word() {
        return switch (this) {
            case Empty _ -> "empty";
            case Pending _ -> "pending";
            case Unknown _ -> "unknown";
        };
    }

    /// The drain document found no data in any of its searches over the settle time.
    ///
    /// @param sources what each configured path lies on, in the paths' order; none if the document does not say
    record Empty(List<String> sources) implements Look {
        /// Copies the list.
        public Empty {
            sources = List.copyOf(sources);
        }

        /// An Empty of a document that does not say what the paths lie on.
        public Empty() {
            this(List.of());
        }
    }

    /// The node holds data.
    ///
    /// @param files number of files with data, at least 1
    /// @param bytes total size of these files in bytes, at least 1
    /// @param oldest time of the last change to the oldest of these files
    /// @param floor why the node may hold more than these counts say; empty if they are whole
    /// @param sources what each configured path lies on, in the paths' order; none if the document does not say
    record Pending(long files, long bytes, Instant oldest, String floor, List<String> sources) implements Look {
        /// Refuses counts without data, and copies the list.
        public Pending {
            if (files < 1 || bytes < 1) {
                throw new IllegalArgumentException("pending needs data: " + files + " files, " + bytes + " bytes");
            }
            sources = List.copyOf(sources);
        }

        /// Whole counts of a document that does not say what the paths lie on.
        public Pending(long files, long bytes, Instant oldest) {
            this(files, bytes, oldest, "", List.of());
        }
    }

    /// The guard does not know what the node holds: the agent is offline, or the answer is late, cut, malformed
    /// or new.
    ///
    /// @param reason why, for the operator
    record Unknown(String reason) implements Look {}
}
