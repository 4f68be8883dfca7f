package io.drainguard.proofs.lease;

/// A planted fault: what nodes would do wrong if their scripts or units were wrong. Stories must find each one. Faults
/// of the rule and of the units need no entry here: they are planted in the rule's table and in the unit files.
public enum Deviation {
    /// EC2's `shutting-down` counts as ended.
    SHUTTING_DOWN_IS_ENDED,
    /// An instance that EC2 does not know once counts as ended.
    UNKNOWN_ONCE_IS_ENDED,
    /// One call to EC2 that fails counts as a silent EC2.
    FAILED_CALL_IS_SILENCE,
    /// The taker never asks EC2 to end the former holder.
    NEVER_ASKS_TO_END,
    /// The taker's wait counts from its boot, not from the moment at which it had the lock.
    WAITS_FROM_BOOT,
    /// A beat does not compare the token of the record.
    TOKEN_NOT_COMPARED,
    /// The holder believes in its lock although a beat failed.
    LOST_LOCK_BELIEVED,
    /// The holder never beats.
    NO_BEAT,
    /// The reboot that ends a failed holder takes 90 s.
    REBOOT_TAKES_90_S,
    /// The hand-over writes `released` whatever the last record says.
    RELEASED_UNSEEN,
    /// The hand-over writes `released` and stops the DLC then.
    RELEASED_BEFORE_DLC_IS_DEAD,
    /// The DLC starts at boot, whoever holds the lease.
    DLC_STARTS_AT_BOOT,
    /// A replacement whose file system is away starts on its own disk.
    STARTS_ON_LOCAL_STATE,
    /// The taker does not read the record again once its wait is over: a client may have lost its lock and got it back.
    RECORD_READ_ONCE,
    /// The successor writes the token that it found.
    TOKEN_STAYS
}
