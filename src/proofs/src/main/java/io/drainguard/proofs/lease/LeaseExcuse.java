package io.drainguard.proofs.lease;

/// Why a promise may not hold in a story of the lease. Each is counted: one that is never used must go.
public enum LeaseExcuse {
    /// The former holder's whole machine stood still and woke after the take-over.
    PAUSED_WHILE_EC2_IS_SILENT(
            "Where EC2 says nothing of the former holder, a machine that stood still through the taker's wait and wakes"
                    + " may write for some seconds, until its first beat fails."),
    /// The same, and EC2 answers, but does not end the machine.
    PAUSED_AND_NEVER_ENDED(
            "Where EC2 was asked to end such a machine and has not done so within 300 s, the same may happen."),
    /// Two things at once: nothing is left that could reboot the machine.
    KILLED_WHILE_CUT(
            "Where a lease process is killed while the file system is away, its DLC may run on beside the next one until"
                    + " the file system is back: systemd waits for it before it reboots."),
    /// An event was delivered and its position not yet written down.
    DELIVERED_AGAIN_AFTER_A_CRASH(
            "What a DLC delivered after it last wrote its position, its successor delivers again if the DLC has come to a"
                    + " sudden end or stands still.");

    private final String reason;

    LeaseExcuse(String reason) {
        this.reason = reason;
    }

    /// Why it excuses.
    public String reason() {
        return reason;
    }
}
