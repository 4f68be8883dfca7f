package io.drainguard.sim.wire;

import io.drainguard.sim.world.Activity;
import io.drainguard.sim.world.GroupView;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.MemberView;
import io.drainguard.sim.world.Upkeep;
import io.drainguard.sim.world.WarmPool;
import io.drainguard.sim.world.WarmPoolView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// The XML shapes of Auto Scaling's replies (recorded: autoscaling/retention_native.json, controls.json).
final class AutoScalingXml {
    private AutoScalingXml() {}

    static void groups(Xml out, List<GroupView> groups, boolean withInstances) {
        out.list("AutoScalingGroups", "member", groups, group -> group(out, group, withInstances));
    }

    private static void group(Xml out, GroupView group, boolean withInstances) {
        out.text("AutoScalingGroupName", group.name())
                .text("AutoScalingGroupARN", group.arn())
                .text("MinSize", group.min())
                .text("MaxSize", group.max())
                .text("DesiredCapacity", group.desired())
                .text("DefaultCooldown", 300)
                .text("HealthCheckType", group.upkeep().healthCheckType())
                .text("HealthCheckGracePeriod", 0)
                .text("CreatedTime", Instant.EPOCH)
                .text("NewInstancesProtectedFromScaleIn", false)
                .text("DeletionProtection", group.deletionProtection())
                .optional("Status", group.status());
        out.element("AvailabilityZones", () -> group.upkeep().zones().forEach(zone -> out.text("member", zone)));
        Upkeep.MaintenancePolicy policy = group.upkeep().policy();
        if (policy != null) {
            out.element(
                    "InstanceMaintenancePolicy",
                    () -> out.text("MinHealthyPercentage", policy.minHealthy())
                            .text("MaxHealthyPercentage", policy.maxHealthy()));
        }
        out.element("TargetGroupARNs", () -> group.targetGroups().forEach(arn -> out.text("member", arn)));
        out.list(
                "Instances",
                "member",
                withInstances ? group.instances() : List.of(),
                member -> member(out, member, true));
        out.list(
                "SuspendedProcesses",
                "member",
                group.suspended(),
                process -> out.text("ProcessName", process).text("SuspensionReason", "User suspended"));
        tags(out, group);
        out.element(
                "InstanceLifecyclePolicy",
                () -> out.element(
                        "RetentionTriggers",
                        () -> out.text("TerminateHookAbandon", group.retention().text())));
        WarmPool pool = group.warmPool();
        if (pool != null) {
            configuration(out, pool, group.warmPoolDeleting());
            out.text("WarmPoolSize", group.warmPoolSize());
        }
    }

    private static void tags(Xml out, GroupView group) {
        out.list(
                "Tags",
                "member",
                group.tags().entrySet(),
                tag -> out.text("ResourceId", group.name())
                        .text("ResourceType", "auto-scaling-group")
                        .text("Key", tag.getKey())
                        .text("Value", tag.getValue())
                        .text("PropagateAtLaunch", !group.keptTags().contains(tag.getKey())));
    }

    static void instanceDetails(Xml out, List<MemberView> members) {
        out.list("AutoScalingInstances", "member", members, member -> {
            out.text("AutoScalingGroupName", member.groupName());
            shared(out, member);
            // In capitals here, unlike in DescribeAutoScalingGroups (recorded: autoscaling/retention_native.json).
            out.text("HealthStatus", member.healthStatus().toUpperCase(Locale.ROOT));
            out.text("ProtectedFromScaleIn", member.protectedFromScaleIn());
        });
    }

    static void hooks(Xml out, String group, List<Hook> hooks) {
        out.list(
                "LifecycleHooks",
                "member",
                hooks,
                hook -> out.text("LifecycleHookName", hook.name())
                        .text("AutoScalingGroupName", group)
                        .text("LifecycleTransition", hook.transition())
                        .optional("NotificationTargetARN", hook.notificationTargetArn())
                        .optional("RoleARN", hook.roleArn())
                        .optional("NotificationMetadata", hook.notificationMetadata())
                        .text("HeartbeatTimeout", hook.heartbeatTimeout().toSeconds())
                        .text("GlobalTimeout", hook.globalTimeout().toSeconds())
                        .text("DefaultResult", hook.defaultResult()));
    }

    static void activity(Xml out, Activity activity) {
        out.text("ActivityId", activity.id())
                .text("AutoScalingGroupName", activity.group())
                .text("Description", activity.description())
                .text("Cause", activity.cause())
                .text("StartTime", activity.start())
                .optional("EndTime", activity.end())
                .text("StatusCode", activity.statusCode())
                .optional("StatusMessage", activity.statusMessage())
                .text("Progress", activity.progress())
                .text("Details", activity.details());
    }

    static void activityGroup(Xml out, Activity activity) {
        out.text("AutoScalingGroupState", "InService").text("AutoScalingGroupARN", activity.groupArn());
    }

    static void warmPool(Xml out, WarmPoolView view) {
        WarmPool pool = view.configuration();
        if (pool != null) {
            configuration(out, pool, view.deleting());
        }
        // Members of a pool have no ProtectedFromScaleIn (recorded:
        // autoscaling/warm_pool_pending_retention_native.json).
        out.list("Instances", "member", view.instances(), member -> member(out, member, false));
        out.optional("NextToken", view.nextToken());
    }

    private static void configuration(Xml out, WarmPool pool, boolean deleting) {
        out.element("WarmPoolConfiguration", () -> {
            out.text("MinSize", 0).text("PoolState", pool.poolState());
            out.optional("Status", deleting ? "PendingDelete" : null);
            out.element("InstanceReusePolicy", () -> out.text("ReuseOnScaleIn", pool.reuseOnScaleIn()));
        });
    }

    private static void member(Xml out, MemberView member, boolean withProtection) {
        shared(out, member);
        out.text("HealthStatus", member.healthStatus());
        out.optional("ProtectedFromScaleIn", withProtection ? member.protectedFromScaleIn() : null);
    }

    private static void shared(Xml out, MemberView member) {
        out.text("InstanceId", member.instanceId())
                .text("InstanceType", member.instanceType())
                .text("AvailabilityZone", member.zone())
                .text("AvailabilityZoneId", member.zoneId())
                .text("LifecycleState", member.lifecycleState());
        out.element(
                "LaunchTemplate",
                () -> out.text("LaunchTemplateId", "lt-0a")
                        .text("LaunchTemplateName", "worker")
                        .text("Version", "1"));
    }
}
