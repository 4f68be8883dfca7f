package io.drainguard.proofs.demo.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A look at a node, as Systems Manager recorded it.
///
/// @param ended when it had ended, or `null` if it has not
/// @param detail what the node said, or what Systems Manager said in its place
public record LookSeen(Instant sent, @Nullable Instant ended, Answer answer, String detail) {
    /// What a look tells.
    public enum Answer {
        /// The queues were empty.
        EMPTY("Empty"),
        /// There was data.
        PENDING("Pending"),
        /// Nobody can know.
        UNKNOWN("Unknown"),
        /// It is not over.
        UNDER_WAY("under way");

        private final String word;

        Answer(String word) {
            this.word = word;
        }

        /// The word for people.
        public String word() {
            return word;
        }
    }
}
