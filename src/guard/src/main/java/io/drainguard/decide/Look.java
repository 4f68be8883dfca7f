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

    /// What a drain document counts.
    enum What {
        /// Files with data.
        FILES("file"),
        /// Connections whose work is not done; each counts as one byte.
        CONNECTIONS("connection");

        private final String noun;

        What(String noun) {
            this.noun = noun;
        }

        /// Returns the word of a look line: `files`.
        public String word() {
            return noun + "s";
        }

        /// Returns this number of them in words: `3 files`.
        public String count(long number) {
            return number + " " + (number == 1 ? noun : word());
        }
    }

    /// The node holds data.
    ///
    /// @param what what was counted
    /// @param files number of files with data, or of connections, at least 1
    /// @param bytes total size of these files in bytes, at least 1
    /// @param oldest time of the last change to the oldest of these files
    /// @param floor why the node may hold more than these counts say; empty if they are whole
    /// @param sources what each configured path lies on, in the paths' order; none if the document does not say
    record Pending(What what, long files, long bytes, Instant oldest, String floor, List<String> sources)
            implements Look {
        /// Refuses counts without data, and copies the list.
        public Pending {
            if (files < 1 || bytes < 1) {
                throw new IllegalArgumentException("pending needs data: " + files + " files, " + bytes + " bytes");
            }
            sources = List.copyOf(sources);
        }

        /// Counts of files.
        public Pending(long files, long bytes, Instant oldest, String floor, List<String> sources) {
            this(What.FILES, files, bytes, oldest, floor, sources);
        }

        /// Tells whether connections were counted, and no files.
        public boolean ofConnections() {
            return what == What.CONNECTIONS;
        }

        /// Returns the counts in words: `3 files, 4096 bytes`, `at least 3 connections`.
        public String size() {
            String bytesToo = what == What.FILES ? ", " + bytes + " bytes" : "";
            return (floor.isEmpty() ? "" : "at least ") + what.count(files) + bytesToo;
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
