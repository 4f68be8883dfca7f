package io.drainguard.decide;

/// The kinds of disks that a node has: flags decide for some disks whether they outlive the node, and cannot do so for
/// others.
public enum Disks {
    /// The node has volumes only; the flag DeleteOnTermination decides whether a volume outlives the node.
    VOLUMES,
    /// The node also has instance-store disks, which never outlive it (EC2 User Guide,
    /// preserving-volumes-on-termination).
    INSTANCE_STORE
}
