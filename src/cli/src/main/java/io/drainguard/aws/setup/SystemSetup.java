package io.drainguard.aws.setup;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.InstanceMaintenancePolicy;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/// What a check needs to know of a group that says which system its nodes are part of, beside what every group has.
///
/// A group says so by its own tag [#TAG], which a template of `templates/` sets. Its document's name may be any, the
/// description of a document is prose, and a document that is missing or that the operator may not read would hide
/// what the group is.
///
/// @param word what the tag says
/// @param size how many nodes it may and should have
/// @param policy its instance maintenance policy as `minimum/maximum` in percent, empty for none
/// @param healthCheck its type of health check, such as `EC2` or `ELB`
/// @param zones names of its Availability Zones
/// @param tags all its tags, an empty text for a tag without a value
public record SystemSetup(
        String word, Size size, String policy, String healthCheck, Set<String> zones, Map<String, String> tags) {
    /// Tag of a group that says which system its nodes are part of.
    public static final String TAG = "drainguard:system";

    /// Copies the collections.
    public SystemSetup {
        zones = Set.copyOf(zones);
        tags = Map.copyOf(tags);
    }

    /// The parts of the systems for which this product has a template.
    public enum Kind {
        /// A QRadar Disconnected Log Collector; its state is on a file system.
        DLC("dlc", true),
        /// The servers of NATS between the nodes of a dsiem cluster; they keep nothing.
        NATS("dsiem-nats", true),
        /// The frontends of a dsiem cluster; what they have answered has gone on to NATS.
        FRONTEND("dsiem-frontend", true),
        /// A backend of a dsiem cluster; alarms that were not shipped are on its own disk.
        BACKEND("dsiem-backend", false);

        private final String word;
        private final boolean outlives;

        Kind(String word, boolean outlives) {
            this.word = word;
            this.outlives = outlives;
        }

        /// Returns what the tag says of such a group.
        public String word() {
            return word;
        }

        /// Whether its data outlives its nodes.
        boolean outlives() {
            return outlives;
        }
    }

    /// AWS's numbers of a group, each 0 where AWS gives none.
    public record Size(int least, int most, int desired) {}

    /// Returns which of the known kinds it is, `null` where the tag says another word.
    public @Nullable Kind kind() {
        return Stream.of(Kind.values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .orElse(null);
    }

    /// Returns the value of one of its tags, `null` where it has no such tag.
    public @Nullable String tag(String key) {
        return tags.get(key);
    }

    /// Returns what the group says, `null` where it does not carry the tag.
    static @Nullable SystemSetup of(AutoScalingGroup group) {
        Map<String, String> tags = group.tags().stream()
                .collect(Collectors.toMap(
                        TagDescription::key, tag -> Objects.requireNonNullElse(tag.value(), ""), (one, other) -> one));
        String word = tags.get(TAG);
        return word == null
                ? null
                : new SystemSetup(
                        word,
                        new Size(number(group.minSize()), number(group.maxSize()), number(group.desiredCapacity())),
                        policy(group.instanceMaintenancePolicy()),
                        Objects.requireNonNullElse(group.healthCheckType(), ""),
                        Set.copyOf(group.availabilityZones()),
                        tags);
    }

    private static int number(@Nullable Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }

    /// A policy that was taken off again shows -1 in both places (EC2 Auto Scaling API Reference,
    /// InstanceMaintenancePolicy).
    private static String policy(@Nullable InstanceMaintenancePolicy policy) {
        return policy == null || policy.minHealthyPercentage() == null || policy.minHealthyPercentage() < 0
                ? ""
                : policy.minHealthyPercentage() + "/" + policy.maxHealthyPercentage();
    }
}
