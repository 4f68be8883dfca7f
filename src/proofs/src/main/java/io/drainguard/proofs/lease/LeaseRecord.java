package io.drainguard.proofs.lease;

/// What the lease file says.
///
/// @param owner the instance id, empty where there is none
record LeaseRecord(LeaseRule.State state, String owner, int token) {
    /// There is no file.
    static final LeaseRecord NONE = new LeaseRecord(LeaseRule.State.NONE, "", 0);

    /// Its writer ended before it had written: a line without its end. The highest token stands in the lines before.
    LeaseRecord torn() {
        return new LeaseRecord(LeaseRule.State.UNREADABLE, "", token);
    }

    static LeaseRecord held(String owner, int token) {
        return new LeaseRecord(LeaseRule.State.HELD, owner, token);
    }

    LeaseRecord released() {
        return new LeaseRecord(LeaseRule.State.RELEASED, owner, token);
    }
}
