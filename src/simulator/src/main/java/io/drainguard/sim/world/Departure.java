package io.drainguard.sim.world;

import org.jspecify.annotations.Nullable;

/// The four ways on which a terminating hook can hold a node, with their states and the words of their event.
///
/// Source: User Guide, ec2-auto-scaling-event-reference, warm-pool-instance-lifecycle, replace-root-volume.
/// That `Action` says `Terminate` on the two ways of the warm pool is an *assumption*.
enum Departure {
    TERMINATION(
            LifecycleState.TERMINATING,
            LifecycleState.TERMINATING_WAIT,
            LifecycleState.TERMINATING_PROCEED,
            LifecycleState.TERMINATING_RETAINED,
            "AutoScalingGroup",
            "EC2",
            "Terminate",
            "Terminating EC2 instance: "),
    INTO_POOL(
            LifecycleState.WARMED_PENDING,
            LifecycleState.WARMED_PENDING_WAIT,
            LifecycleState.WARMED_PENDING_PROCEED,
            LifecycleState.WARMED_PENDING_RETAINED,
            "AutoScalingGroup",
            "WarmPool",
            "Terminate",
            "Scaling in EC2 instance into warm pool: "),
    OUT_OF_POOL(
            LifecycleState.WARMED_TERMINATING,
            LifecycleState.WARMED_TERMINATING_WAIT,
            LifecycleState.WARMED_TERMINATING_PROCEED,
            LifecycleState.WARMED_TERMINATING_RETAINED,
            "WarmPool",
            "EC2",
            "Terminate",
            "Terminating EC2 instance from warm pool: "),
    ROOT_VOLUME(
            LifecycleState.REPLACING_ROOT_VOLUME,
            LifecycleState.REPLACING_ROOT_VOLUME_WAIT,
            LifecycleState.REPLACING_ROOT_VOLUME_PROCEED,
            null,
            "AutoScalingGroup",
            "AutoScalingGroup",
            "ReplaceRootVolume",
            "Replacing root volume of EC2 instance: ");

    final LifecycleState begun;
    final LifecycleState waiting;
    final LifecycleState proceeding;
    final @Nullable LifecycleState retained;
    final String origin;
    final String destination;
    final String action;
    final String description;

    Departure(
            LifecycleState begun,
            LifecycleState waiting,
            LifecycleState proceeding,
            @Nullable LifecycleState retained,
            String origin,
            String destination,
            String action,
            String description) {
        this.begun = begun;
        this.waiting = waiting;
        this.proceeding = proceeding;
        this.retained = retained;
        this.origin = origin;
        this.destination = destination;
        this.action = action;
        this.description = description;
    }
}
