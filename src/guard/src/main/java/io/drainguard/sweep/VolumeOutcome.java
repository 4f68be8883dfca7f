package io.drainguard.sweep;

import java.util.Set;
import java.util.TreeSet;

/// What became of the DeleteOnTermination flags of a node's volumes.
public sealed interface VolumeOutcome {
    /// The decision changes no flag, or no guard had changed a flag.
    record Kept() implements VolumeOutcome {}

    /// EC2 showed volumes, and none of them goes with the node.
    record AlreadyProtected() implements VolumeOutcome {}

    /// EC2 showed no volume of the node, and none with a guard's mark is left: nothing is protected.
    record NoVolumes() implements VolumeOutcome {}

    /// AWS took the call that sets every flag. The next sweep reads whether no volume goes with the node.
    record FlagsSet() implements VolumeOutcome {}

    /// The instance has ended.
    ///
    /// @param volumes ids of the volumes with a guard's mark that are left of it
    record Outlived(Set<String> volumes) implements VolumeOutcome {
        /// Copies the ids.
        public Outlived {
            volumes = Set.copyOf(volumes);
        }
    }

    /// AWS has set back the flags that a guard had changed.
    record Restored() implements VolumeOutcome {}

    /// The guard took its mark off the node and set no flag back: no attached volume carries a mark of its own that
    /// agrees with the node's.
    record Unmarked() implements VolumeOutcome {}

    /// The operator has switched protection off, and the guard changed nothing.
    record ProtectionOff() implements VolumeOutcome {}

    /// The guard knows neither tags nor volumes of the node, and changed nothing.
    record Unread() implements VolumeOutcome {}

    /// The sweep had no time left for a node that goes on waiting: the next sweep protects it.
    record Deferred() implements VolumeOutcome {}

    /// The guard had seen volumes of the node, and EC2 showed none when the guard read it again: somebody released it,
    /// or it ended. The next sweep that lists it says what is left.
    record GoneWithNode() implements VolumeOutcome {}

    /// The guard changed nothing, since this is a dry run.
    ///
    /// @param planned what would have become of the flags
    record DryRun(VolumeOutcome planned) implements VolumeOutcome {}

    /// A call failed. The next sweep finishes what the guard began.
    record Failed(Fault fault) implements VolumeOutcome {}

    /// Tells whether the guard wanted to protect volumes, and no volume is left, so that a person must look.
    default boolean isLoss() {
        return this instanceof NoVolumes || equals(new Outlived(Set.of()));
    }

    /// Returns the code for machines. The code stays the same in every version of a major release.
    default String code() {
        return switch (this) {
            case Kept() -> "kept";
            case AlreadyProtected() -> "already-protected";
            case NoVolumes() -> "no-volumes";
            case FlagsSet() -> "flags-set";
            case Outlived _ -> "outlived";
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
            case AlreadyProtected() -> "protected";
            case NoVolumes() -> "gone: no volume is attached, nothing is protected";
            case FlagsSet() -> "set to outlive the node";
            case Outlived(Set<String> volumes) ->
                volumes.isEmpty()
                        ? "no volume with a guard's mark outlived it"
                        : "outlived it: " + String.join(", ", new TreeSet<>(volumes));
            case Restored() -> "set back";
            case Unmarked() -> "none set back: no volume carries the mark that the node names";
            case ProtectionOff() -> "protection is off";
            case Unread() -> "unread";
            case Deferred() -> "left to the next sweep";
            case GoneWithNode() -> "gone with the node";
            case DryRun(VolumeOutcome planned) -> "dry run: not " + planned.text();
            case Failed(Fault fault) -> "failed: " + fault.getMessage();
        };
    }
}
