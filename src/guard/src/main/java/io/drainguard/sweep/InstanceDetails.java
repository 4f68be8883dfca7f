package io.drainguard.sweep;

import io.drainguard.decide.Disks;
import io.drainguard.decide.Operator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What EC2 says of a node: its operator's tag, its group, its volumes, and what guards have written on it.
///
/// @param operator what the tag `drainguard:override` asks for
/// @param membership its group, and the document that may run on it
/// @param ended whether EC2 calls the instance `terminated`; one that shuts down or was stopped has not ended
/// @param disks whether flags can protect all its disks
/// @param volumes its attached volumes
/// @param marks what guards have written on it
/// @param unstarted whether its tags say that its product has never started (see [Tags#showUnstarted])
public record InstanceDetails(
        Operator operator,
        Membership membership,
        boolean ended,
        Disks disks,
        List<Attached> volumes,
        Marks marks,
        boolean unstarted) {
    /// The state of an instance of which nothing but its record is left (EC2 User Guide, ec2-instance-lifecycle).
    public static final String TERMINATED = "terminated";

    /// A value that names no volume: the guard then sets no volume back, and all volumes outlive the node.
    private static final String TOO_MANY = "more volumes than a tag can name";

    /// Copies the volumes.
    public InstanceDetails {
        volumes = List.copyOf(volumes);
    }

    /// An instance whose product may have started.
    public InstanceDetails(
            Operator operator, Membership membership, boolean ended, Disks disks, List<Attached> volumes, Marks marks) {
        this(operator, membership, ended, disks, volumes, marks, false);
    }

    /// Where an instance belongs.
    ///
    /// @param group the Auto Scaling group that it belongs to, `null` for none
    /// @param document the value of its tag `drainguard`, `null` if it does not carry the tag
    public record Membership(
            @Nullable String group, @Nullable String document) {}

    /// A volume that is attached to the node.
    ///
    /// @param device device name, for example `/dev/xvda`
    /// @param volume volume id
    /// @param goesWithNode its flag DeleteOnTermination
    public record Attached(String device, String volume, boolean goesWithNode) {}

    /// Returns its group, `null` for none.
    public @Nullable String group() {
        return membership.group();
    }

    /// Tells whether the node carries the tag `drainguard`, with a value that lets a drain document run: the guard's
    /// role compares the value.
    public boolean guarded() {
        String document = membership.document();
        return document != null && document.startsWith(Group.DOCUMENT_PREFIX);
    }

    /// Returns the volumes that EC2 would delete with the node.
    public List<Attached> unprotected() {
        return volumes.stream().filter(Attached::goesWithNode).toList();
    }

    /// Returns those of these volumes that are attached.
    public List<Attached> attached(Set<String> ids) {
        return volumes.stream().filter(volume -> ids.contains(volume.volume())).toList();
    }

    /// Returns the attached volumes whose flag a guard set to false, as far as the node's own mark tells.
    public List<Attached> ours() {
        return attached(marks.changed());
    }

    /// Returns the value that the tag [Tags#PROTECTED] must have when these volumes are protected, too.
    public String changedWith(List<Attached> more) {
        SortedSet<String> ids = new TreeSet<>();
        ours().forEach(volume -> ids.add(volume.volume()));
        more.forEach(volume -> ids.add(volume.volume()));
        return Tags.listing(ids, TOO_MANY);
    }
}
