package io.drainguard.proofs.lease;

/// What happens in stories of the lease. One that never happens is found out.
public enum LeaseEvent {
    /// The group puts another node in the place of a healthy one.
    PLANNED_REPLACEMENT,
    /// A rebalancing or a refresh launches before the old node ends.
    DOUBLED_LAUNCH,
    /// A node that does not serve is replaced; the launch does not wait for its end.
    HEALTH_REPLACEMENT,
    /// A new node did not serve within the launching hook's time.
    LAUNCH_ABANDONED,
    /// The guard, or the hook's own end, lets a node go that has not handed over.
    YIELDED,
    /// A node hands over: DLC dead, spool synced, `released` written.
    HANDED_OVER,
    /// A node's metadata service does not say that the node has to go.
    METADATA_SILENT,
    /// The guard is dead.
    GUARD_DEAD,

    /// A node loses the file system alone.
    CUT_FROM_STATE,
    /// A node loses everything.
    CUT_FROM_ALL,
    /// It comes back.
    HEALED,
    /// A node's whole machine stands still.
    PAUSED,
    /// It wakes.
    WOKE,
    /// It sleeps until the one that has taken its lease is gone, too.
    OVERSLEPT,
    /// A node's host fails.
    HOST_FAILED,
    /// A node's kernel crashes and boots again.
    CRASHED,
    /// Its zone is lost, for good.
    ZONE_LOST,
    /// The lease process is killed.
    LEASE_PROCESS_KILLED,
    /// The DLC dies by itself.
    DLC_DIED,
    /// A holder whose beat failed or hung reboots.
    FENCED,
    /// A node boots for many minutes.
    SLOW_BOOT,
    /// The uplink is down.
    UPLINK_DOWN,

    /// The file system answers nobody.
    SERVER_HUNG,
    /// The server starts anew and has forgotten all locks.
    SERVER_RESTARTED,
    /// A lock is given away, since its client did not renew.
    LOCK_EXPIRED,
    /// A client takes back a lock that it had lost.
    LOCK_RECLAIMED,
    /// What befalls a holder befalls it in the midst of a record.
    RECORD_TORN,

    /// EC2 answers nobody for a while, or never again.
    EC2_SILENT,
    /// One call to EC2 fails.
    EC2_CALL_FAILED,
    /// EC2 does not know for a moment an instance that is there.
    EC2_DOES_NOT_KNOW,
    /// EC2 has forgotten an instance that has ended.
    EC2_FORGOT,
    /// EC2 is asked to end an instance and does not, for hours.
    EC2_NEVER_ENDS,

    /// A node takes a lease that nobody ever held, or that was released.
    TAKEN_FREELY,
    /// A node takes its own lease again.
    TAKEN_AGAIN,
    /// A node takes over from one that has ended.
    TAKEN_FROM_ENDED,
    /// A node takes over after the shorter wait.
    TAKEN_IN_SILENCE,
    /// A node takes over after the longer wait.
    TAKEN_FROM_UNENDED,
    /// A machine wakes whose lease another one holds.
    WOKE_TOO_LATE
}
