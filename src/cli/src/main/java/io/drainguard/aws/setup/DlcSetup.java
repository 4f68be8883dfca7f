package io.drainguard.aws.setup;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.InstanceMaintenancePolicy;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/// What a check needs to know of the group of a QRadar Disconnected Log Collector, beside what every group has.
///
/// A group says by its own tag that it is one. Its document's name may be any, the description of a document is prose,
/// and a document that is missing or that the operator may not read would hide what the group is.
///
/// @param most its MaxSize
/// @param policy its instance maintenance policy as `minimum/maximum` in percent, empty for none
/// @param healthCheck its type of health check, such as `EC2` or `ELB`
/// @param zones names of its Availability Zones
/// @param destination what its tag [#DESTINATION] says of how the DLC sends on, empty for nothing
public record DlcSetup(int most, String policy, String healthCheck, Set<String> zones, String destination) {
    /// Tag of a group that says which product runs on its nodes; `templates/dlc.yaml` sets it.
    static final String SYSTEM = "drainguard:system";

    /// The value of [#SYSTEM] for a DLC.
    static final String DLC = "dlc";

    /// Tag of a DLC's group with the DLC's `destination.type`; `templates/dlc.yaml` sets it.
    static final String DESTINATION = "drainguard:destination";

    /// Copies the zones.
    public DlcSetup {
        zones = Set.copyOf(zones);
    }

    /// Returns what the group says, `null` where it is none of a DLC.
    static @Nullable DlcSetup of(AutoScalingGroup group) {
        var tags = group.tags().stream()
                .collect(Collectors.toMap(
                        TagDescription::key, tag -> Objects.requireNonNullElse(tag.value(), ""), (one, other) -> one));
        return DLC.equals(tags.get(SYSTEM))
                ? new DlcSetup(
                        Objects.requireNonNullElse(group.maxSize(), 0),
                        policy(group.instanceMaintenancePolicy()),
                        Objects.requireNonNullElse(group.healthCheckType(), ""),
                        Set.copyOf(group.availabilityZones()),
                        tags.getOrDefault(DESTINATION, ""))
                : null;
    }

    /// A policy that was taken off again shows -1 in both places (EC2 Auto Scaling API Reference,
    /// InstanceMaintenancePolicy).
    private static String policy(@Nullable InstanceMaintenancePolicy policy) {
        return policy == null || policy.minHealthyPercentage() == null || policy.minHealthyPercentage() < 0
                ? ""
                : policy.minHealthyPercentage() + "/" + policy.maxHealthyPercentage();
    }
}
