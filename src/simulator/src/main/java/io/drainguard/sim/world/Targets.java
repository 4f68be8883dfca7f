package io.drainguard.sim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The nodes that a command is for, or why the whole call is refused.
///
/// IAM is asked first, then each node. Source: API Reference, SendCommand, Errors. That UnsupportedPlatformType refuses
/// the call for one node among many, and has no message, is an *assumption* (its text speaks of "the given managed node
/// IDs").
final class Targets {
    private final World world;
    private final RunCommandSettings settings;

    Targets(World world, RunCommandSettings settings) {
        this.world = world;
        this.settings = settings;
    }

    List<Instance> of(List<String> ids) {
        ids.forEach(this::refuseForeign);
        List<Instance> targets = new ArrayList<>(ids.size());
        for (String id : ids) {
            Instance instance = world.instancesById().get(id);
            if (instance == null || !instance.agent.isRegistered()) {
                throw new AwsError("InvalidInstanceId", 400, "Instances not in a valid state for account");
            }
            targets.add(instance);
        }
        if (targets.stream().anyMatch(target -> target.platform.equals("Windows"))) {
            throw new AwsError("UnsupportedPlatformType", 400, "");
        }
        return targets;
    }

    /// The sentence is that of recorded: ssm/managed_execution_current.json, `role-after-deny-3`.
    private void refuseForeign(String id) {
        RunCommandSettings.TagRule rule = settings.tagRule();
        Instance instance = world.instancesById().get(id);
        if (rule != null && !rule.allows(instance == null ? Map.of() : instance.tags())) {
            throw new AwsError(
                    "AccessDeniedException",
                    400,
                    "User: " + world.surroundings().caller()
                            + " is not authorized to perform: ssm:SendCommand on resource: "
                            + world.site().instanceArn(id)
                            + " because no identity-based policy allows the ssm:SendCommand action");
        }
    }
}
