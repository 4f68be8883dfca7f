package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.Volumes;
import java.util.List;
import java.util.Map;

/// Volumes and tags that are read and never changed.
interface ReadOnlyVolumes extends Volumes {
    @Override
    default void tag(List<String> resources, Map<String, String> tags) {
        // What would be written down is not done either.
    }

    @Override
    default void untag(List<String> resources, List<String> keys) {
        // The release that follows is not carried out either, so marks and the operator's word still stand.
    }

    @Override
    default void setFlags(NodeId node, List<Attached> volumes, boolean goesWithNode) {
        // The caller says that it was not done.
    }
}
