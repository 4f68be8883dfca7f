package io.drainguard.sim.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a group notices that a node fails, and where and how it replaces the node. It is only shown here, but for a
/// policy that launches before it terminates.
///
/// @param healthCheckType `EC2`, or `ELB` where a load balancer's health check counts too (API Reference,
///     CreateAutoScalingGroup, HealthCheckType)
/// @param policy its instance maintenance policy, `null` for none
/// @param zones names of its Availability Zones, those of its subnets (API Reference, AutoScalingGroup,
///     AvailabilityZones)
public record Upkeep(String healthCheckType, @Nullable MaintenancePolicy policy, List<String> zones) {
    /// Copies the zones.
    public Upkeep {
        zones = List.copyOf(zones);
    }

    /// What a group has that says nothing: no policy, checks of EC2 alone, every zone.
    static Upkeep usual(Site site) {
        return new Upkeep("EC2", null, Zone.names(site));
    }

    /// The bounds, in percent of the desired capacity, within which a group stays while it replaces nodes.
    ///
    /// Both must be given, at most 100 apart, from 0 to 100 and from 100 to 200 (API Reference,
    /// InstanceMaintenancePolicy; the words of the refusal are an *assumption*).
    public record MaintenancePolicy(int minHealthy, int maxHealthy) {
        /// Refuses what the service refuses.
        public MaintenancePolicy {
            if (minHealthy < 0
                    || minHealthy > 100
                    || maxHealthy < 100
                    || maxHealthy > 200
                    || maxHealthy - minHealthy > 100) {
                throw Errors.validation(
                        "The instance maintenance policy " + minHealthy + "/" + maxHealthy + " is not valid.");
            }
        }

        /// Whether a replacement must be in service before the node that it replaces goes (User Guide,
        /// instance-maintenance-policy-overview-and-considerations: to launch before terminating is 100 and
        /// more than 100).
        boolean launchesFirst() {
            return minHealthy == 100 && maxHealthy > 100;
        }
    }
}
