package io.drainguard.sim.world;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// An event as EventBridge carries it; [EventJson] writes its exact text.
///
/// `time` has whole seconds (recorded: autoscaling/retention_native.json, lifecycle_native.json).
public sealed interface Event {
    /// The event's id.
    String id();

    /// When it happened; not when it arrives.
    Instant time();

    /// The instance it is about.
    String instanceId();

    /// The EventBridge detail-type.
    String detailType();

    /// A terminating hook begins to hold a node.
    record LifecycleHook(
            String id,
            Instant time,
            String groupArn,
            String token,
            String group,
            String hook,
            String instanceId,
            String origin,
            String destination,
            String action,
            @Nullable String notificationMetadata)
            implements Event {
        static LifecycleHook of(World world, LifecycleAction open, Hook hook) {
            Group group = open.instance.group();
            Departure way = open.leaving.way;
            return new LifecycleHook(
                    world.ids().uuid(),
                    world.instant().truncatedTo(ChronoUnit.SECONDS),
                    group.arn(),
                    open.token,
                    group.name(),
                    hook.name(),
                    open.instance.id(),
                    way.origin,
                    way.destination,
                    way.action,
                    hook.notificationMetadata());
        }

        @Override
        public String detailType() {
            return "EC2 Instance-terminate Lifecycle Action";
        }
    }

    /// A termination has ended, or a node was retained instead.
    ///
    /// The status is `MidTerminatingLifecycleAction` in both and the message empty (recorded:
    /// autoscaling/retention_native.json).
    record TerminateResult(
            String id, Instant time, boolean isSuccess, Activity activity, String origin, String destination)
            implements Event {
        static TerminateResult successful(World world, Leaving leaving) {
            return of(world, leaving, true);
        }

        static TerminateResult unsuccessful(World world, Leaving leaving) {
            return of(world, leaving, false);
        }

        private static TerminateResult of(World world, Leaving leaving, boolean successful) {
            return new TerminateResult(
                    world.ids().uuid(),
                    world.instant().truncatedTo(ChronoUnit.SECONDS),
                    successful,
                    leaving.activity.current(),
                    leaving.way.origin,
                    leaving.way.destination);
        }

        @Override
        public String instanceId() {
            return activity.instanceId();
        }

        @Override
        public String detailType() {
            return isSuccess ? "EC2 Instance Terminate Successful" : "EC2 Instance Terminate Unsuccessful";
        }
    }

    /// EC2 will take a Spot instance in two minutes (EC2 User Guide, spot-instance-termination-notices).
    record SpotWarning(String id, Instant time, String instanceId, String zone) implements Event {
        @Override
        public String detailType() {
            return "EC2 Spot Instance Interruption Warning";
        }
    }

    /// EC2 thinks a Spot instance at risk (EC2 User Guide, rebalance-recommendations).
    record RebalanceRecommendation(String id, Instant time, String instanceId) implements Event {
        @Override
        public String detailType() {
            return "EC2 Instance Rebalance Recommendation";
        }
    }

    /// A command has ended on a node: Run Command's status-change notification of an invocation, of which the world
    /// tells only the final ones.
    ///
    /// Source: Systems Manager User Guide, monitoring-systems-manager-event-examples (best effort). The statuses
    /// are Success, TimedOut (both kinds), Canceled and Failed; that a command sent by instance ids gets one
    /// event per node is an *assumption* drawn from the sample.
    record CommandEnded(
            String id,
            Instant time,
            String instanceId,
            String commandId,
            String documentName,
            Instant requested,
            String status)
            implements Event {
        static CommandEnded of(String id, Instant now, Invocation ended) {
            String status = ended.status();
            return new CommandEnded(
                    id,
                    now.truncatedTo(ChronoUnit.SECONDS),
                    ended.instance().id(),
                    ended.commandId(),
                    ended.command().asked().documentName(),
                    ended.command().requested(),
                    status.equals("Cancelled") ? "Canceled" : status);
        }

        @Override
        public String detailType() {
            return "EC2 Command Invocation Status-change Notification";
        }
    }
}
