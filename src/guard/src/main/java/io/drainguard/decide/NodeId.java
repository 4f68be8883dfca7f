package io.drainguard.decide;

/// Names one node: the group it belongs to and its EC2 instance id.
///
/// @param group name of the Auto Scaling group
/// @param instance EC2 instance id, for example `i-0a1b2c3d4e5f60718`
public record NodeId(String group, String instance) {
    /// Refuses a blank group or instance, since every error and every call names both.
    public NodeId {
        if (group.isBlank() || instance.isBlank()) {
            throw new IllegalArgumentException(
                    "a node needs a group and an instance: '" + group + "', '" + instance + "'");
        }
    }

    /// Reads as `group/instance`, the form used in every message.
    @Override
    public String toString() {
        return group + "/" + instance;
    }
}
