package io.drainguard.sim.world;

/// The disks that a group's instances are launched with.
///
/// Volumes of a launch are deleted with their instance unless told otherwise (EC2 User Guide,
/// preserving-volumes-on-termination); instance-store disks never outlive it.
public record DiskLayout(
        boolean dataVolume, boolean rootDeleteOnTermination, boolean dataDeleteOnTermination, boolean instanceStore) {
    /// A root and a data volume, both deleted with the instance.
    public static final DiskLayout ROOT_AND_DATA = new DiskLayout(true, true, true, false);

    /// A root volume alone, deleted with the instance.
    public static final DiskLayout ROOT_ONLY = new DiskLayout(false, true, true, false);

    /// A root volume and an instance-store disk.
    public static final DiskLayout INSTANCE_STORE = new DiskLayout(false, true, true, true);

    /// A root volume that goes and a data volume that its owner chose to keep.
    public static final DiskLayout DATA_KEPT_BY_OWNER = new DiskLayout(true, true, false, false);
}
