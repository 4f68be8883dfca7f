package io.drainguard.cli;

import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.aws.setup.GroupSetupReader;

/// The group that an operator names, tagged or not.
final class GroupArgument {
    /// The longest name (EC2 Auto Scaling API Reference, CreateAutoScalingGroup).
    private static final int LONGEST = 255;

    private GroupArgument() {}

    /// Returns the group.
    ///
    /// @throws UsageError if there is none of this name
    static FoundGroup find(GroupSetupReader reader, String group) {
        FoundGroup found = group.isBlank() || group.length() > LONGEST ? null : reader.named(group);
        if (found == null) {
            throw UsageError.unusable(
                    "group '" + group + "': there is no Auto Scaling group of this name in this account and"
                            + " Region; nothing was changed; next: see its name with 'aws autoscaling"
                            + " describe-auto-scaling-groups', or choose another --region");
        }
        return found;
    }
}
