package io.drainguard.decide;

/// What becomes of a node's disks when it ends, as far as flags can change it.
public enum Disks {
    /// Volumes only: DeleteOnTermination decides.
    VOLUMES,
    /// Instance-store disks too, which never outlive the node (EC2 User Guide, preserving-volumes-on-termination).
    INSTANCE_STORE
}
