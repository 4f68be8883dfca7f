package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Volumes;
import java.time.Instant;

/// Volumes that are read and never changed.
@FunctionalInterface
interface ReadOnlyVolumes extends Volumes {
    @Override
    default void protect(NodeId node, InstanceDetails machine, long bytes, Instant at) {
        // The caller says that it was not done.
    }

    @Override
    default void unprotect(NodeId node, InstanceDetails machine) {
        // The caller says that it was not done.
    }

    @Override
    default void clearOverride(NodeId node) {
        // The release that follows is not carried out either, so the operator's word still stands.
    }
}
