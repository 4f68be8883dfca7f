package io.drainguard.entry;

import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.TerminationNotice;
import java.util.Set;

/// The reason why Lambda called the function.
public sealed interface Request {
    /// Asks for a sweep over all groups. The schedule sends this request, and so does an event after which the
    /// guard should look at every retained node.
    record Sweep() implements Request {}

    /// Asks for a look at a node that began to wait.
    record LookNow(TerminationNotice notice) implements Request {}

    /// Says that EC2 takes an instance back, or may do so soon.
    ///
    /// @param instance EC2 instance id, of a guarded group or of any other
    /// @param reason the announcement of EC2
    record CapacityReclaimed(String instance, String reason) implements Request {}

    /// Says that looks have ended, so that the guard can collect their answers.
    ///
    /// @param looks the ended looks, at least one
    /// @param others how many messages of the same batch said something else, and were left out
    record LooksEnded(Set<LookEnded> looks, int others) implements Request {
        /// Copies the looks.
        public LooksEnded {
            looks = Set.copyOf(looks);
        }
    }

    /// Asks for nothing: the event is not for the guard.
    ///
    /// @param subject the event that came in
    /// @param reason why the guard ignores the event, and what the operator can do if that was not intended
    record Ignored(String subject, String reason) implements Request {}
}
