package io.drainguard.sweep;

/// What became of the DeleteOnTermination flags of a node's volumes.
public sealed interface VolumeOutcome {
    /// The decision changes no flag, or no guard had changed a flag.
    record Kept() implements VolumeOutcome {}

    /// EC2 showed volumes, and none of them goes with the node.
    record AlreadyProtected() implements VolumeOutcome {}

    /// EC2 showed no volume of the node, so the guard protected none.
    record NoVolumes() implements VolumeOutcome {}

    /// AWS has set every flag as the guard asked: no volume that EC2 showed goes with the node.
    record Protected() implements VolumeOutcome {}

    /// AWS has set back the flags that a guard had changed.
    record Restored() implements VolumeOutcome {}

    /// The guard took its mark off the node and set no flag back: no volume that the mark names is attached.
    record Unmarked() implements VolumeOutcome {}

    /// The operator has switched protection off, and the guard changed nothing.
    record ProtectionOff() implements VolumeOutcome {}

    /// The guard knows neither tags nor volumes of the node, and changed nothing.
    record Unread() implements VolumeOutcome {}

    /// The sweep had no time left for a node that goes on waiting: the next sweep protects it.
    record Deferred() implements VolumeOutcome {}

    /// The guard had seen volumes of the node, and EC2 showed none when the guard read it again.
    record GoneWithNode() implements VolumeOutcome {}

    /// The guard changed nothing, since this is a dry run.
    ///
    /// @param planned what would have become of the flags
    record DryRun(VolumeOutcome planned) implements VolumeOutcome {}

    /// A call failed. The next sweep finishes what the guard began.
    record Failed(Fault fault) implements VolumeOutcome {}

    /// Returns the code for machines. The code stays the same in every version of a major release.
    default String code() {
        return switch (this) {
            case Kept() -> "kept";
            case AlreadyProtected() -> "already-protected";
            case NoVolumes() -> "no-volumes";
            case Protected() -> "protected";
            case Restored() -> "restored";
            case Unmarked() -> "unmarked";
            case ProtectionOff() -> "protection-off";
            case Unread() -> "unread";
            case Deferred() -> "deferred";
            case GoneWithNode() -> "gone-with-node";
            case DryRun _ -> "dry-run";
            case Failed _ -> "failed";
        };
    }

    /// Returns the text for people. Any version may reword the text.
    default String text() {
        return switch (this) {
            case Kept() -> "kept";
            case AlreadyProtected(), NoVolumes() -> "protected";
            case Protected() -> "protected now";
            case Restored(), Unmarked() -> "set back";
            case ProtectionOff() -> "protection is off";
            case Unread() -> "unread";
            case Deferred() -> "left to the next sweep";
            case GoneWithNode() -> "gone with the node";
            case DryRun(VolumeOutcome planned) -> "dry run: not " + planned.text();
            case Failed(Fault fault) -> "failed: " + fault.getMessage();
        };
    }
}
