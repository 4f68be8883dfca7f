package io.drainguard.proofs.lease;

/// What must hold in every story of the lease: one name and one sentence each. `docs/guarantees.md` repeats them.
public enum LeasePromise {
    /// Two on one spool would spoil it.
    ONE_DLC_AT_A_TIME("No DLC runs, writes or delivers once another one has started, but for an excuse."),
    /// What a node's own disk holds is no state.
    NEVER_WITHOUT_THE_LEASE("A DLC starts only on a node that holds lock and record, and writes only while it does."),
    /// The record tells who came last.
    TOKEN_GROWS("Each take-over writes a greater token than all before."),
    /// The promise itself.
    NOTHING_SPOOLED_IS_LOST("Each event that a DLC has spooled is delivered, or still in the spool at the end."),
    /// QRadar counts events.
    NOTHING_IS_DELIVERED_TWICE("No event is delivered twice, but for an excuse."),
    /// A lease that nobody can take would be worse than none.
    SOMEBODY_SERVES("Once nothing goes wrong any more, a DLC serves within half an hour.");

    private final String sentence;

    LeasePromise(String sentence) {
        this.sentence = sentence;
    }

    /// The promise in one sentence.
    public String sentence() {
        return sentence;
    }
}
