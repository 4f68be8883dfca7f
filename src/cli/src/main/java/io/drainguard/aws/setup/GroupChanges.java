package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.AwsFaults;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.RetentionAction;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;

/// The calls that let a group opt in and out: its termination hook, its retain policy, and the tag `drainguard` on it
/// and on its instances. Every method throws [Fault] when a call failed.
public final class GroupChanges {
    /// The process that takes instances out of service (EC2 Auto Scaling User Guide, as-suspend-resume-processes).
    public static final String TERMINATE = "Terminate";

    private static final String GROUP = "auto-scaling-group";

    private final AutoScalingClient scaling;
    private final Ec2Client ec2;

    /// Builds the writer with the operator's own credentials, never the guard's.
    public GroupChanges(AutoScalingClient scaling, Ec2Client ec2) {
        this.scaling = scaling;
        this.ec2 = ec2;
    }

    /// What EC2 says of an instance.
    ///
    /// @param document the value of its tag `drainguard`, `null` if it has no such tag
    /// @param hasRole whether it has an instance profile
    public record Labelled(@Nullable String document, boolean hasRole) {}

    /// A hook that was deleted, with all that is needed to put it back.
    public static final class Removed {
        private final LifecycleHook hook;

        private Removed(LifecycleHook hook) {
            this.hook = hook;
        }
    }

    /// Returns what EC2 says of the instances, by instance id. An instance that EC2 does not know is missing.
    public Map<String, Labelled> instances(List<String> ids) {
        Map<String, Labelled> found = new HashMap<>();
        ids.stream().gather(Gatherers.windowFixed(Volumes.BATCH)).forEach(batch -> {
            Filter named = Filter.builder().name("instance-id").values(batch).build();
            call(
                            "reading the tags of " + batch,
                            () ->
                                    ec2
                                            .describeInstancesPaginator(request -> request.filters(named))
                                            .reservations()
                                            .stream()
                                            .flatMap(reservation -> reservation.instances().stream())
                                            .toList())
                    .forEach(instance -> found.put(instance.instanceId(), labelled(instance)));
        });
        return found;
    }

    private static Labelled labelled(Instance instance) {
        return new Labelled(
                instance.tags().stream()
                        .filter(tag -> Tags.GUARDED.equals(tag.key()))
                        .map(software.amazon.awssdk.services.ec2.model.Tag::value)
                        .findFirst()
                        .orElse(null),
                instance.iamInstanceProfile() != null);
    }

    /// Puts the termination hook, with DefaultResult ABANDON. What an existing hook of this name notifies stays as it
    /// is: AWS does not say whether it keeps what a call leaves out.
    ///
    /// @param heartbeat its HeartbeatTimeout, 30 to 7200 s (EC2 Auto Scaling API Reference, PutLifecycleHook)
    public void putHook(String group, String hook, Duration heartbeat) {
        LifecycleHook old = read(group, hook);
        call(
                "putting hook " + hook + " of group " + group,
                () -> scaling.putLifecycleHook(request -> request.autoScalingGroupName(group)
                        .lifecycleHookName(hook)
                        .lifecycleTransition(AutoScalingGroups.TERMINATING)
                        .defaultResult("ABANDON")
                        .heartbeatTimeout((int) heartbeat.toSeconds())
                        .notificationTargetARN(old == null ? null : old.notificationTargetARN())
                        .roleARN(old == null ? null : old.roleARN())
                        .notificationMetadata(old == null ? null : old.notificationMetadata())));
    }

    /// Deletes a hook. AWS first completes what waits there with CONTINUE (EC2 Auto Scaling API Reference,
    /// DeleteLifecycleHook). A call whose reply was lost is repeated, and then refused, though the hook is gone.
    ///
    /// @return the hook, `null` if there was none
    public @Nullable Removed deleteHook(String group, String hook) {
        LifecycleHook old = read(group, hook);
        if (old == null) {
            return null;
        }
        try {
            call(
                    "deleting hook " + hook + " of group " + group,
                    () -> scaling.deleteLifecycleHook(
                            request -> request.autoScalingGroupName(group).lifecycleHookName(hook)));
        } catch (Fault fault) {
            if (read(group, hook) != null) {
                throw fault;
            }
        }
        return new Removed(old);
    }

    /// Puts back a hook that was deleted.
    public void putBack(Removed removed) {
        LifecycleHook hook = removed.hook;
        call(
                "putting back hook " + hook.lifecycleHookName() + " of group " + hook.autoScalingGroupName(),
                () -> scaling.putLifecycleHook(request -> request.autoScalingGroupName(hook.autoScalingGroupName())
                        .lifecycleHookName(hook.lifecycleHookName())
                        .lifecycleTransition(hook.lifecycleTransition())
                        .defaultResult(hook.defaultResult())
                        .heartbeatTimeout(hook.heartbeatTimeout())
                        .notificationTargetARN(hook.notificationTargetARN())
                        .roleARN(hook.roleARN())
                        .notificationMetadata(hook.notificationMetadata())));
    }

    private @Nullable LifecycleHook read(String group, String hook) {
        return call(
                        "reading hook " + hook + " of group " + group,
                        () -> scaling.describeLifecycleHooks(request ->
                                        request.autoScalingGroupName(group).lifecycleHookNames(hook))
                                .lifecycleHooks())
                .stream()
                .findFirst()
                .orElse(null);
    }

    /// Lets the group retain nodes whose wait was abandoned, or terminate them as AWS does by default.
    public void retain(String group, boolean retain) {
        call(
                "setting the instance lifecycle policy of group " + group,
                () -> scaling.updateAutoScalingGroup(request -> request.autoScalingGroupName(group)
                        .instanceLifecyclePolicy(
                                policy -> policy.retentionTriggers(triggers -> triggers.terminateHookAbandon(
                                        retain ? RetentionAction.RETAIN : RetentionAction.TERMINATE)))));
    }

    /// Tags the group, so that instances that are launched from now on carry the tag too.
    public void tag(String group, String document) {
        call(
                "tagging group " + group,
                () -> scaling.createOrUpdateTags(request -> request.tags(
                        tag(group).value(document).propagateAtLaunch(true).build())));
    }

    /// Takes the tag off the group.
    public void untag(String group) {
        call(
                "taking the tag off group " + group,
                () -> scaling.deleteTags(request -> request.tags(tag(group).build())));
    }

    private static Tag.Builder tag(String group) {
        return Tag.builder().resourceId(group).resourceType(GROUP).key(Tags.GUARDED);
    }

    /// Tags instances: all of them or, when EC2 refuses one, none of [Volumes#BATCH].
    public void tagInstances(List<String> instances, String document) {
        instances.stream()
                .gather(Gatherers.windowFixed(Volumes.BATCH))
                .forEach(batch -> call(
                        "tagging " + batch,
                        () -> ec2.createTags(request -> request.resources(batch)
                                .tags(key().value(document).build()))));
    }

    /// Takes the tag off instances, in the same way.
    public void untagInstances(List<String> instances) {
        instances.stream()
                .gather(Gatherers.windowFixed(Volumes.BATCH))
                .forEach(batch -> call(
                        "taking the tag off " + batch,
                        () -> ec2.deleteTags(request -> request.resources(batch).tags(key().build()))));
    }

    private static software.amazon.awssdk.services.ec2.model.Tag.Builder key() {
        return software.amazon.awssdk.services.ec2.model.Tag.builder().key(Tags.GUARDED);
    }

    /// Tells whether a call failed since EC2 has forgotten one of its instances.
    public static boolean isGone(Fault fault) {
        return fault.getCause() instanceof AwsServiceException refused
                && AwsFaults.code(refused).startsWith("InvalidInstanceID");
    }

    /// Lets the group take no node out of service by itself. A call that names a node still does (EC2 Auto Scaling User
    /// Guide, gracefully-handle-instance-termination).
    public void suspendTerminate(String group) {
        call(
                "suspending the process " + TERMINATE + " of group " + group,
                () -> scaling.suspendProcesses(
                        request -> request.autoScalingGroupName(group).scalingProcesses(TERMINATE)));
    }

    /// Lets the group take nodes out of service again.
    public void resumeTerminate(String group) {
        call(
                "resuming the process " + TERMINATE + " of group " + group,
                () -> scaling.resumeProcesses(
                        request -> request.autoScalingGroupName(group).scalingProcesses(TERMINATE)));
    }
}
