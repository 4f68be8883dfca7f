package io.drainguard.entry;

import io.drainguard.sweep.TerminationNotice;

/// What the function was called for.
public sealed interface Request {
    /// A sweep over all groups: the schedule, or an event after which every retained node is worth a look.
    record Sweep() implements Request {}

    /// A node began to wait.
    record LookNow(TerminationNotice hint) implements Request {}

    /// EC2 takes an instance back, or may do so soon.
    ///
    /// @param instance EC2 instance id; of a guarded group or not
    /// @param reason what EC2 announced
    record CapacityReclaimed(String instance, String reason) implements Request {}

    /// Nothing to do with us.
    ///
    /// @param subject what came in
    /// @param reason why it is left alone, and what to do where that was not meant
    record Ignored(String subject, String reason) implements Request {}
}
