package io.drainguard.decide;

/// Names one node by its group and its EC2 instance id.
///
/// @param group name of the Auto Scaling group
/// @param instance EC2 instance id, for example `i-0a1b2c3d4e5f60718`
public record NodeId(String group, String instance) {
    /// Refuses a blank group or instance, because every error and every call to AWS names both.
    public NodeId {
        if (group.isBlank() || instance.isBlank()) {
            throw new IllegalArgumentException(
                    "a node needs a group and an instance: '" + group + "', '" + instance + "'");
        }
    }

    /// Returns `group/instance`, the form that every message uses.
    @Override
    public String toString() {
        return group + "/" + instance;
    }
}
