package io.drainguard.proofs.lease;

import java.util.Set;

/// Judges some of the promises of a story. [LeaseInvariants] lists all, and lets each hear everything; an invariant
/// overrides what it needs to hear, and tells [LeaseHistory#broken] which promise does not hold.
interface LeaseInvariant {
    /// What it judges.
    Set<LeasePromise> promises();

    /// A node has taken the lease.
    default void leased(LeaseProcess lease) {}

    /// A DLC starts.
    default void started(Dlc dlc) {}

    /// A DLC has written into the state.
    default void wrote(Dlc dlc) {}

    /// A DLC knows that an event is in its spool; follows on [#wrote].
    default void spooled(Dlc dlc, int event) {}

    /// A DLC has delivered an event.
    default void delivered(Dlc dlc, int event) {}

    /// Some seconds have passed.
    ///
    /// @param isServed whether a DLC serves that has its state
    /// @param isQuiet whether nothing goes wrong any more
    default void passed(boolean isServed, boolean isQuiet) {}

    /// The story ends.
    default void over(Spool spool) {}
}
