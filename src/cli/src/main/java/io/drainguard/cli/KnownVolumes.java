package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Marks;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Machines and volumes that were read once.
///
/// @param machines what EC2 says of them, by instance id
/// @param since when the terminations of instances began
/// @param outlived volumes with the mark of an instance that has ended
record KnownVolumes(Map<String, InstanceDetails> machines, Map<String, Instant> since, Set<String> outlived)
        implements ReadOnlyVolumes {
    @Override
    public Map<String, InstanceDetails> read(Set<String> instances) {
        Map<String, InstanceDetails> seen = new HashMap<>(machines);
        seen.replaceAll(this::seen);
        return seen;
    }

    @Override
    public Set<String> marked(NodeId node) {
        return outlived;
    }

    /// The machine as a guard knows it that has seen its wait from the beginning on: the mark that says so is missing
    /// where nothing kept the node yet, or where it takes no tag.
    private InstanceDetails seen(String instance, InstanceDetails machine) {
        Marks marks = machine.marks();
        Instant began = since.get(instance);
        if (began == null || marks.heldSince() != null) {
            return machine;
        }
        return new InstanceDetails(
                machine.operator(),
                machine.membership(),
                machine.ended(),
                machine.disks(),
                machine.volumes(),
                new Marks(
                        marks.changed(), marks.protectedAt(), began, marks.pendingOn(), marks.gaveUp(), marks.rounds()),
                machine.unstarted());
    }
}
