package io.drainguard.sim.world;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the changing calls of Auto Scaling do to a group, and what they refuse.
final class GroupWrites {
    private static final int MOST_TAGS = 50;

    private final World world;
    private final Engine engine;

    GroupWrites(World world, Engine engine) {
        this.world = world;
        this.engine = engine;
    }

    /// A retained member of a warm pool goes out of the pool (*assumption*: User Guide,
    /// manage-retained-instances, names this call for retained instances, while the API Reference refuses it for
    /// members of a warm pool; neither was recorded).
    Activity terminate(Instance instance, boolean decrement) {
        Leaving already = instance.leaving;
        if (already != null && world.groupSettings().terminatesTwice()) {
            return already.activity.current();
        }
        refuseTermination(instance, decrement);
        LifecycleState state = instance.state();
        Departure way = state.isWarm() ? Departure.OUT_OF_POOL : Departure.TERMINATION;
        boolean keepsSeat = !decrement && !state.isRetained();
        return engine.departures().begin(instance, way, cause(instance, decrement), keepsSeat);
    }

    /// Tags reach only instances that are launched later (API Reference, CreateOrUpdateTags). 50 are the most, those of
    /// AWS not counted (User Guide, ec2-auto-scaling-tagging).
    static void tag(Group group, Map<String, String> tags, boolean propagate) {
        Set<String> all = new HashSet<>(group.tags.keySet());
        all.addAll(tags.keySet());
        if (all.size() > MOST_TAGS) {
            throw Errors.tooManyTags(group.name());
        }
        group.tags.putAll(tags);
        group.keptTags.removeAll(tags.keySet());
        if (!propagate) {
            group.keptTags.addAll(tags.keySet());
        }
    }

    void setDesired(Group group, int desired) {
        if (desired > group.max) {
            throw Errors.aboveMax(desired, group.max);
        }
        if (desired < group.min) {
            throw Errors.belowMin(desired, group.min);
        }
        desire(group, desired);
    }

    /// A desired capacity that is left out follows the new limits (API Reference, UpdateAutoScalingGroup).
    void update(Group group, @Nullable Integer min, @Nullable Integer max, @Nullable Integer desired) {
        int newMin = min == null ? group.min : min;
        int newMax = max == null ? group.max : max;
        int wanted = desired == null ? Math.max(newMin, Math.min(newMax, group.desired)) : desired;
        if (wanted < newMin || wanted > newMax) {
            throw Errors.badSize(newMin, newMax, wanted);
        }
        group.min = newMin;
        group.max = newMax;
        if (wanted != group.desired) {
            desire(group, wanted);
        }
    }

    void health(Instance instance, boolean healthy) {
        instance.healthy = healthy;
        world.after(world.timings().toWait(), () -> engine.capacity().replaceUnhealthy(instance));
    }

    static void protect(Instance instance, boolean isProtected) {
        if (instance.state() != LifecycleState.IN_SERVICE) {
            throw Errors.notProtectable(instance.id());
        }
        instance.protectedFromScaleIn = isProtected;
    }

    private void desire(Group group, int desired) {
        group.lastRequest = Causes.desiredChanged(world.instant(), group.desired, desired);
        group.desired = desired;
        world.after(world.timings().selection(), () -> engine.capacity().reconcile(group));
    }

    private String cause(Instance instance, boolean decrement) {
        if (!decrement) {
            return Causes.userTermination(world.instant(), instance.id());
        }
        Group group = instance.group();
        return Causes.userTerminationShrinking(world.instant(), instance.id(), group.desired--);
    }

    private void refuseTermination(Instance instance, boolean decrement) {
        LifecycleState state = instance.state();
        if (state.isRetained()) {
            if (decrement) {
                throw Errors.retainedAndDecrement(instance.id());
            }
            if (state.isWarm() && world.groupSettings().refusesRetainedPooled()) {
                throw Errors.inWarmPool(instance.id());
            }
        } else if (state.isWarm()) {
            throw Errors.inWarmPool(instance.id());
        } else if (instance.leaving != null) {
            throw Errors.alreadyLeaving(instance.id(), state);
        }
    }
}
