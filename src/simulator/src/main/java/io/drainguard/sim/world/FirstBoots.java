package io.drainguard.sim.world;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// First boots of instances whose launch template gives them a tag that their own script takes off before it starts
/// the product. What the script does, in this order: it installs; when Systems Manager knows the instance it takes
/// the tag off; it waits; it reads from the instance metadata where the instance is on its way to; and it starts the
/// product only where that is not the end.
///
/// Sources: EC2 API Reference, LaunchTemplateTagSpecificationRequest (tags at launch), query-api-troubleshooting
/// (describe calls may show for a while what was before); EC2 Auto Scaling User Guide,
/// retrieving-target-lifecycle-state-through-imds (the item changes when the instance prepares for its next steady
/// state). How late both are shown is an *assumption*.
public final class FirstBoots {
    private static final Set<String> STARTS =
            Set.of("InService", "Standby", "Warmed:Running", "Warmed:Stopped", "Warmed:Hibernated");

    private final World world;
    private final Hosts hosts;

    FirstBoots(World world, Hosts hosts) {
        this.world = world;
        this.hosts = hosts;
    }

    /// One first boot.
    ///
    /// @param tag key of the tag, whose value is `true`
    /// @param installs how long the script installs; `null` if it has no network, so that it never ends and Systems
    ///     Manager never knows the instance
    /// @param waits how long the script waits between taking the tag off and reading where the instance is going
    /// @param tagShown for how long describe calls show the tag that was taken off
    /// @param targetShown how late the instance metadata are
    public record Plan(
            String tag, @Nullable Duration installs, Duration waits, Duration tagShown, Duration targetShown) {}

    /// The instance boots from now on: it carries the tag, and Systems Manager does not know it.
    ///
    /// @param product starts the product
    public void begin(String instanceId, Plan plan, Runnable product) {
        Instance instance = world.instance(instanceId);
        instance.mutableTags().put(plan.tag, "true");
        instance.agent.leave(world.instant());
        if (plan.installs != null) {
            world.after(plan.installs, () -> installed(instance, plan, product));
        }
    }

    private void installed(Instance instance, Plan plan, Runnable product) {
        if (!instance.isRunning()) {
            return;
        }
        hosts.startAgent(instance);
        instance.loseTag(plan.tag, world.instant().plus(plan.tagShown));
        world.after(plan.waits, () -> {
            String target = instance.target(world.instant().minus(plan.targetShown));
            if (instance.isRunning() && STARTS.contains(target)) {
                product.run();
            }
        });
    }
}
