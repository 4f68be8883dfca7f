package io.drainguard.sweep;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Operator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What EC2 says of a node: its operator's tag, its group, its volumes, and the volumes whose flag a guard changed.
///
/// @param operator what the tag `drainguard:override` asks for
/// @param group the Auto Scaling group that the node belongs to, `null` for none
/// @param guarded whether the node carries the tag `drainguard`
/// @param disks whether flags can protect all its disks
/// @param volumes its attached volumes
/// @param changed ids of the volumes whose flag a guard set to false, from the instance's tag [Tags#PROTECTED]
public record InstanceDetails(
        Operator operator,
        @Nullable String group,
        boolean guarded,
        Disks disks,
        List<Attached> volumes,
        Set<String> changed) {
    /// A value that names no volume: the guard then sets no volume back, and all volumes outlive the node.
    private static final String TOO_MANY = "more volumes than a tag can name";

    /// Copies the volumes.
    public InstanceDetails {
        volumes = List.copyOf(volumes);
        changed = Set.copyOf(changed);
    }

    /// A volume that is attached to the node.
    ///
    /// @param device device name, for example `/dev/xvda`
    /// @param volume volume id
    /// @param goesWithNode its flag DeleteOnTermination
    public record Attached(String device, String volume, boolean goesWithNode) {}

    /// Returns the volumes that EC2 would delete with the node.
    public List<Attached> unprotected() {
        return volumes.stream().filter(Attached::goesWithNode).toList();
    }

    /// Returns the attached volumes whose flag a guard set to false.
    public List<Attached> ours() {
        return volumes.stream()
                .filter(volume -> changed.contains(volume.volume()))
                .toList();
    }

    /// Returns the value that the tag [Tags#PROTECTED] must have when every volume is protected.
    public String changedOnceProtected() {
        Set<String> ids = new TreeSet<>();
        ours().forEach(volume -> ids.add(volume.volume()));
        unprotected().forEach(volume -> ids.add(volume.volume()));
        String value = String.join(",", ids);
        return value.length() <= Tags.LONGEST_VALUE ? value : TOO_MANY;
    }
}
