package io.drainguard.sim.wire;

import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.AutoScaling;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Page;
import io.drainguard.sim.world.Retention;
import io.drainguard.sim.world.WarmPoolView;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Auto Scaling's Query protocol: parameters in, operation, XML out (API version 2011-01-01).
final class AutoScalingWire {
    static final String NAMESPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/";

    private final World world;
    private final AutoScaling api;

    AutoScalingWire(World world) {
        this.world = world;
        this.api = world.autoScaling();
    }

    String answer(Form form, String requestId) {
        String action = form.required("Action");
        Xml result = new Xml();
        perform(action, form, result);
        return "<" + action + "Response xmlns=\"" + NAMESPACE + "\"><" + action + "Result>" + result + "</" + action
                + "Result><ResponseMetadata><RequestId>" + requestId + "</RequestId></ResponseMetadata></" + action
                + "Response>";
    }

    private void perform(String action, Form form, Xml out) {
        switch (action) {
            case "DescribeAutoScalingGroups" -> describeGroups(form, out);
            case "DescribeAutoScalingInstances" -> describeInstances(form, out);
            case "DescribeLifecycleHooks" -> describeHooks(form, out);
            case "DescribeScalingActivities" -> describeActivities(form, out);
            case "DescribeWarmPool" -> describeWarmPool(form, out);
            case "RecordLifecycleActionHeartbeat" ->
                api.recordLifecycleActionHeartbeat(group(form), hookName(form), actionRef(form));
            case "CompleteLifecycleAction" ->
                api.completeLifecycleAction(
                        group(form), hookName(form), actionRef(form), form.required("LifecycleActionResult"));
            case "TerminateInstanceInAutoScalingGroup" -> terminate(form, out);
            case "SetDesiredCapacity" -> api.setDesiredCapacity(group(form), requiredNumber(form, "DesiredCapacity"));
            case "SetInstanceHealth" ->
                api.setInstanceHealth(form.required("InstanceId"), form.required("HealthStatus"));
            case "SetInstanceProtection" ->
                api.setInstanceProtection(
                        group(form), form.list("InstanceIds.member"), form.flag("ProtectedFromScaleIn"));
            case "UpdateAutoScalingGroup" -> update(form);
            case "PutLifecycleHook" -> api.putLifecycleHook(group(form), hook(form));
            case "DeleteLifecycleHook" -> api.deleteLifecycleHook(group(form), hookName(form));
            case "DeleteAutoScalingGroup" -> api.deleteAutoScalingGroup(group(form), form.flag("ForceDelete"));
            case "DeleteWarmPool" -> api.deleteWarmPool(group(form), form.flag("ForceDelete"));
            case "CreateOrUpdateTags" ->
                api.createOrUpdateTags(
                        taggedGroup(form),
                        form.pairs("Tags.member"),
                        !form.text("Tags.member.1.PropagateAtLaunch", "true").equals("false"));
            case "SuspendProcesses" -> api.suspendProcesses(group(form), form.list("ScalingProcesses.member"));
            case "ResumeProcesses" -> api.resumeProcesses(group(form), form.list("ScalingProcesses.member"));
            case "DeleteTags" ->
                api.deleteTags(
                        taggedGroup(form), List.copyOf(form.pairs("Tags.member").keySet()));
            case "StartInstanceRefresh" -> startRefresh(form, out);
            default -> throw new AwsError("InvalidAction", 400, "The simulator has no operation " + action);
        }
    }

    private void describeGroups(Form form, Xml out) {
        var page = api.describeAutoScalingGroups(
                form.list("AutoScalingGroupNames.member"),
                form.filters("Filters.member", "Values.member"),
                form.number("MaxRecords"),
                form.text("NextToken"));
        boolean instances = !form.text("IncludeInstances", "true").equals("false");
        AutoScalingXml.groups(out, page.items(), instances);
        next(out, page);
    }

    private void describeInstances(Form form, Xml out) {
        var page = api.describeAutoScalingInstances(
                form.list("InstanceIds.member"), form.number("MaxRecords"), form.text("NextToken"));
        AutoScalingXml.instanceDetails(out, page.items());
        next(out, page);
    }

    private void describeHooks(Form form, Xml out) {
        String group = group(form);
        AutoScalingXml.hooks(out, group, api.describeLifecycleHooks(group, form.list("LifecycleHookNames.member")));
    }

    private void describeActivities(Form form, Xml out) {
        var page = api.describeScalingActivities(
                form.text("AutoScalingGroupName"),
                form.list("ActivityIds.member"),
                form.filters("Filters.member", "Values.member"),
                form.number("MaxRecords"),
                form.text("NextToken"));
        out.list("Activities", "member", page.items(), activity -> {
            AutoScalingXml.activity(out, activity);
            AutoScalingXml.activityGroup(out, activity);
        });
        next(out, page);
    }

    private void describeWarmPool(Form form, Xml out) {
        WarmPoolView view = api.describeWarmPool(group(form), form.number("MaxRecords"), form.text("NextToken"));
        AutoScalingXml.warmPool(out, view);
    }

    /// The reply lacks the group's state and ARN that later describe calls show (recorded:
    /// autoscaling/retention_native.json).
    private void terminate(Form form, Xml out) {
        var activity = api.terminateInstanceInAutoScalingGroup(
                form.required("InstanceId"), form.flag("ShouldDecrementDesiredCapacity"));
        out.element("Activity", () -> AutoScalingXml.activity(out, activity));
    }

    private void update(Form form) {
        String retention = form.text("InstanceLifecyclePolicy.RetentionTriggers.TerminateHookAbandon");
        api.updateAutoScalingGroup(
                group(form),
                form.number("MinSize"),
                form.number("MaxSize"),
                form.number("DesiredCapacity"),
                retention == null ? null : Retention.of(retention));
    }

    private void startRefresh(Form form, Xml out) {
        if (!form.text("Strategy", "Rolling").equals("ReplaceRootVolume")) {
            throw new AwsError("ValidationError", 400, "The simulator has only the strategy ReplaceRootVolume");
        }
        out.text("InstanceRefreshId", api.startInstanceRefresh(group(form)));
    }

    /// What a caller leaves out stays as it was (*assumption*: the API Reference only names defaults for a new
    /// hook).
    private Hook hook(Form form) {
        String name = hookName(form);
        Hook old = existing(group(form), name);
        Integer seconds = form.number("HeartbeatTimeout");
        Duration kept = old == null ? Duration.ofHours(1) : old.heartbeatTimeout();
        return new Hook(
                name,
                form.text("LifecycleTransition", old == null ? Hook.TERMINATING : old.transition()),
                seconds == null ? kept : Duration.ofSeconds(seconds),
                form.text("DefaultResult", old == null ? "ABANDON" : old.defaultResult()),
                kept(form, "NotificationMetadata", old == null ? null : old.notificationMetadata()),
                kept(form, "NotificationTargetARN", old == null ? null : old.notificationTargetArn()),
                kept(form, "RoleARN", old == null ? null : old.roleArn()));
    }

    private static @Nullable String kept(Form form, String name, @Nullable String old) {
        String value = form.text(name);
        return value == null ? old : value;
    }

    private @Nullable Hook existing(String group, String name) {
        return world.hook(group, name);
    }

    private static ActionRef actionRef(Form form) {
        String token = form.text("LifecycleActionToken");
        return token == null ? ActionRef.instance(form.required("InstanceId")) : ActionRef.token(token);
    }

    private static String group(Form form) {
        return form.required("AutoScalingGroupName");
    }

    /// One group per call: that of the first tag.
    private static String taggedGroup(Form form) {
        return form.required("Tags.member.1.ResourceId");
    }

    private static String hookName(Form form) {
        return form.required("LifecycleHookName");
    }

    private static int requiredNumber(Form form, String name) {
        form.required(name);
        Integer number = form.number(name);
        return number == null ? 0 : number;
    }

    private static void next(Xml out, Page<?> page) {
        out.optional("NextToken", page.nextToken());
    }
}
