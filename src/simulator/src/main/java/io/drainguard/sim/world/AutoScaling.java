package io.drainguard.sim.world;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Amazon EC2 Auto Scaling: each method is the API operation of that name, in the world's terms.
///
/// Page sizes are those of the API Reference; `null` asks for the default. Errors are [AwsError] with the
/// service's code and message.
public final class AutoScaling {
    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 100;

    private final World world;
    private final Gate gate;
    private final Engine engine;
    private final GroupReads reads;
    private final GroupWrites writes;

    AutoScaling(World world, Gate gate, Engine engine) {
        this.world = world;
        this.gate = gate;
        this.engine = engine;
        this.reads = new GroupReads(world);
        this.writes = new GroupWrites(world, engine);
    }

    /// Lists groups: all, or those named, and of these the ones that fit every filter; an unknown name is no
    /// error.
    public Page<GroupView> describeAutoScalingGroups(
            List<String> names, List<Filter> filters, @Nullable Integer maxRecords, @Nullable String nextToken) {
        return call(
                "DescribeAutoScalingGroups",
                Map.of("AutoScalingGroupNames", String.join(",", names)),
                () -> reads.groups(names, filters, page(maxRecords, LARGEST_PAGE), nextToken));
    }

    /// Lists members of all groups, warm ones too: all, or those named (at most 50); unknown ids are left out.
    public Page<MemberView> describeAutoScalingInstances(
            List<String> ids, @Nullable Integer maxRecords, @Nullable String nextToken) {
        return call("DescribeAutoScalingInstances", Map.of("InstanceIds", String.join(",", ids)), () -> {
            if (ids.size() > DEFAULT_PAGE) {
                throw Errors.validation("The number of instance ids must not exceed " + DEFAULT_PAGE);
            }
            return reads.instances(ids, page(maxRecords, DEFAULT_PAGE), nextToken);
        });
    }

    /// Lists the hooks of a group: all, or those named.
    public List<Hook> describeLifecycleHooks(String group, List<String> names) {
        return call(
                "DescribeLifecycleHooks",
                group(group),
                () -> world.group(group).hooks.values().stream()
                        .filter(hook -> names.isEmpty() || names.contains(hook.name()))
                        .toList());
    }

    /// Lists scaling activities, newest first: of one group, or of all; all, or those named.
    public Page<Activity> describeScalingActivities(
            @Nullable String group, List<String> ids, @Nullable Integer maxRecords, @Nullable String nextToken) {
        return describeScalingActivities(group, ids, List.of(), maxRecords, nextToken);
    }

    /// The same with the filter `StartTimeLowerBound` (API Reference, DescribeScalingActivities); that the bound itself
    /// is included is an *assumption*.
    public Page<Activity> describeScalingActivities(
            @Nullable String group,
            List<String> ids,
            List<Filter> filters,
            @Nullable Integer maxRecords,
            @Nullable String nextToken) {
        return call("DescribeScalingActivities", group(group == null ? "" : group), () -> {
            int size = maxRecords == null ? LARGEST_PAGE : page(maxRecords, LARGEST_PAGE);
            return reads.activities(group, ids, earliest(filters), size, nextToken);
        });
    }

    private static Instant earliest(List<Filter> filters) {
        Instant earliest = Instant.MIN;
        for (Filter filter : filters) {
            if (!filter.name().equals("StartTimeLowerBound") || filter.values().size() != 1) {
                throw new AwsError("ValidationError", 400, "The simulator has no filter " + filter);
            }
            earliest = Instant.parse(filter.values().getFirst());
        }
        return earliest;
    }

    /// Shows the warm pool of a group with its members, those on their way into it included.
    public WarmPoolView describeWarmPool(String group, @Nullable Integer maxRecords, @Nullable String nextToken) {
        return call(
                "DescribeWarmPool",
                group(group),
                () -> reads.warmPool(group, page(maxRecords, DEFAULT_PAGE), nextToken));
    }

    /// Holds: the period starts again from now, never past the global limit.
    public void recordLifecycleActionHeartbeat(String group, String hook, ActionRef action) {
        run(
                "RecordLifecycleActionHeartbeat",
                action(group, hook, action, Map.of()),
                () -> engine.waits().heartbeat(group, hook, action));
    }

    /// Answers a hook with `CONTINUE` or `ABANDON`.
    public void completeLifecycleAction(String group, String hook, ActionRef action, String result) {
        Map<String, String> parameters = action(group, hook, action, Map.of("LifecycleActionResult", result));
        run("CompleteLifecycleAction", parameters, () -> {
            if (!result.equals("CONTINUE") && !result.equals("ABANDON")) {
                throw Errors.validation("Lifecycle action result must be CONTINUE or ABANDON, and not " + result);
            }
            engine.waits().complete(group, hook, action, result.equals("ABANDON"));
        });
    }

    /// Asks for the end of a member, or for the release of a retained one; returns the activity as it stands at
    /// once.
    ///
    /// A retained node gets a fresh action, and decrementing is refused for it (recorded:
    /// autoscaling/retention_native.json, retention_decrement_native.json).
    public Activity terminateInstanceInAutoScalingGroup(String instanceId, boolean decrement) {
        Map<String, String> parameters =
                Map.of("InstanceId", instanceId, "ShouldDecrementDesiredCapacity", String.valueOf(decrement));
        return call(
                "TerminateInstanceInAutoScalingGroup",
                parameters,
                () -> writes.terminate(world.member(instanceId), decrement));
    }

    /// Sets the desired capacity; nodes are chosen some seconds later.
    public void setDesiredCapacity(String group, int desired) {
        Map<String, String> parameters = Map.of("AutoScalingGroupName", group, "DesiredCapacity", "" + desired);
        run("SetDesiredCapacity", parameters, () -> writes.setDesired(world.group(group), desired));
    }

    /// Changes size limits, desired capacity or the instance lifecycle policy; `null` leaves a value as it is.
    ///
    /// A changed policy frees no node that is retained already (recorded: autoscaling/retention_native.json).
    public void updateAutoScalingGroup(
            String group,
            @Nullable Integer min,
            @Nullable Integer max,
            @Nullable Integer desired,
            @Nullable Retention retention) {
        run("UpdateAutoScalingGroup", group(group), () -> {
            Group found = world.group(group);
            writes.update(found, min, max, desired);
            found.retention = retention == null ? found.retention : retention;
        });
    }

    /// Reports the health of a member. An unhealthy one is replaced, a retained one is not brought back by
    /// `Healthy` (recorded: autoscaling/retention_decrement_native.json).
    public void setInstanceHealth(String instanceId, String status) {
        Map<String, String> parameters = Map.of("InstanceId", instanceId, "HealthStatus", status);
        run("SetInstanceHealth", parameters, () -> writes.health(world.member(instanceId), status.equals("Healthy")));
    }

    /// Protects members from scale-in, or no longer.
    public void setInstanceProtection(String group, List<String> ids, boolean isProtected) {
        run(
                "SetInstanceProtection",
                group(group),
                () -> ids.forEach(id -> GroupWrites.protect(world.member(id), isProtected)));
    }

    /// Sets tags of a group; they reach only instances that are launched later (API Reference,
    /// CreateOrUpdateTags).
    public void createOrUpdateTags(String group, Map<String, String> tags) {
        createOrUpdateTags(group, tags, true);
    }

    /// The same with the tags' PropagateAtLaunch.
    public void createOrUpdateTags(String group, Map<String, String> tags, boolean propagate) {
        run("CreateOrUpdateTags", group(group), () -> GroupWrites.tag(world.group(group), tags, propagate));
    }

    /// Suspends processes of a group. Terminate is imitated, but for its effect on an instance refresh; the others are
    /// only shown.
    public void suspendProcesses(String group, List<String> processes) {
        run("SuspendProcesses", group(group), () -> world.group(group).suspended.addAll(processes));
    }

    /// Resumes processes of a group; one that is not suspended is no error (*assumption*).
    public void resumeProcesses(String group, List<String> processes) {
        run("ResumeProcesses", group(group), () -> {
            Group found = world.group(group);
            found.suspended.removeAll(processes);
            world.after(world.timings().selection(), () -> engine.capacity().resumed(found));
        });
    }

    /// Removes tags of a group; its instances keep theirs.
    public void deleteTags(String group, List<String> keys) {
        run("DeleteTags", group(group), () -> world.group(group).tags.keySet().removeAll(keys));
    }

    /// Adds a hook, or replaces the one of the same name.
    public void putLifecycleHook(String group, Hook hook) {
        run(
                "PutLifecycleHook",
                hook(group, hook.name()),
                () -> world.group(group).hooks.put(hook.name(), hook));
    }

    /// Removes a hook; what it holds is completed with CONTINUE first (API Reference, DeleteLifecycleHook).
    public void deleteLifecycleHook(String group, String hook) {
        run("DeleteLifecycleHook", hook(group, hook), () -> {
            Group found = world.group(group);
            if (found.hooks.remove(hook) == null) {
                throw Errors.noSuchHook(hook, group);
            }
            engine.waits().hookDeleted(found, hook);
        });
    }

    /// Deletes a group; with force its nodes go first, through their hooks.
    public void deleteAutoScalingGroup(String group, boolean force) {
        Map<String, String> parameters = Map.of("AutoScalingGroupName", group, "ForceDelete", String.valueOf(force));
        run("DeleteAutoScalingGroup", parameters, () -> engine.deletion().delete(world.group(group), force));
    }

    /// Deletes a warm pool; with force its members go first, through their hooks.
    public void deleteWarmPool(String group, boolean force) {
        Map<String, String> parameters = Map.of("AutoScalingGroupName", group, "ForceDelete", String.valueOf(force));
        run("DeleteWarmPool", parameters, () -> engine.deletion().deletePool(world.group(group), force));
    }

    /// Starts an instance refresh with the strategy ReplaceRootVolume, the only one here; returns its id.
    public String startInstanceRefresh(String group) {
        return call("StartInstanceRefresh", group(group), () -> {
            engine.refresh().start(world.group(group));
            return world.ids().uuid();
        });
    }

    private static int page(@Nullable Integer asked, int largest) {
        if (asked == null) {
            return DEFAULT_PAGE;
        }
        if (asked < 1 || asked > largest) {
            throw Errors.validation("MaxRecords must be between 1 and " + largest + ", and not " + asked);
        }
        return asked;
    }

    private static Map<String, String> group(String name) {
        return Map.of("AutoScalingGroupName", name);
    }

    private static Map<String, String> hook(String group, String hook) {
        return Map.of("AutoScalingGroupName", group, "LifecycleHookName", hook);
    }

    private static Map<String, String> action(String group, String hook, ActionRef ref, Map<String, String> more) {
        Map<String, String> parameters = new LinkedHashMap<>(hook(group, hook));
        switch (ref) {
            case ActionRef.Token(String token) -> parameters.put("LifecycleActionToken", token);
            case ActionRef.OfInstance(String id) -> parameters.put("InstanceId", id);
        }
        parameters.putAll(more);
        return parameters;
    }

    private <T> T call(String action, Map<String, String> parameters, Supplier<T> effect) {
        return gate.call(Service.AUTO_SCALING, action, parameters, effect);
    }

    private void run(String action, Map<String, String> parameters, Runnable effect) {
        gate.call(Service.AUTO_SCALING, action, parameters, () -> {
            effect.run();
            return Boolean.TRUE;
        });
    }
}
