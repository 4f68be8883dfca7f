package io.drainguard.sim.world;

import io.drainguard.sim.world.GroupSettings.LoadBalancer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a node leaves: chosen, held by hooks, and then gone, kept, resting in the pool, or back with a new root
/// volume.
///
/// Source: User Guide, lifecycle-hooks-overview, manage-retained-instances, warm-pool-instance-lifecycle,
/// replace-root-volume. Where the group has a load balancer, connections end before the wait begins.
final class Departures {
    private final World world;
    private final Engine engine;

    Departures(World world, Engine engine) {
        this.world = world;
        this.engine = engine;
    }

    /// Starts a departure; the activity it returns is the reply of the call that asked for it.
    Activity begin(Instance instance, Departure way, String cause, boolean keepsSeat) {
        LoadBalancer balancer = instance.state() == LifecycleState.IN_SERVICE ? balancer(instance, way) : null;
        Activity activity = Activities.begin(world, instance, way.description + instance.id(), cause);
        Shown<Activity> shown = new Shown<>(activity);
        instance.group().activities.add(shown);
        Leaving leaving = new Leaving(way, shown, keepsSeat);
        instance.leaving = leaving;
        instance.enter(way.begun, world.instant());
        Duration toWait = world.timings().toWait();
        if (balancer == null) {
            world.after(toWait, () -> arrive(instance, leaving));
        } else {
            world.after(
                    toWait,
                    () -> leaving.activity.set(leaving.activity.current().draining()));
            world.after(toWait.plus(balancer.drains()), () -> arrive(instance, leaving));
        }
        return activity;
    }

    private @Nullable LoadBalancer balancer(Instance instance, Departure way) {
        return way == Departure.ROOT_VOLUME ? null : world.groupSettings().balancer(instance.groupName());
    }

    /// Every hook has said CONTINUE, or one has said ABANDON and nothing keeps the node.
    void proceed(Instance instance, Leaving leaving) {
        Instant now = world.instant();
        instance.enter(leaving.way.proceeding, now, now.plus(world.timings().proceedShown()));
        switch (leaving.way) {
            case TERMINATION, OUT_OF_POOL -> end(instance, leaving);
            case INTO_POOL ->
                world.after(world.timings().terminated(), () -> rest(instance, leaving, isStopping(instance)));
            case ROOT_VOLUME -> world.after(world.timings().terminated(), () -> renew(instance, leaving));
        }
    }

    /// A hook has said ABANDON, by itself or by timeout.
    void abandon(Instance instance, Leaving leaving, String token, boolean timedOut) {
        LifecycleState kept = leaving.way.retained;
        if (kept != null && instance.group().retention == Retention.RETAIN) {
            retain(instance, leaving, kept, abandonMessage(token, timedOut), timedOut);
        } else {
            giveWay(instance, leaving);
        }
    }

    private void arrive(Instance instance, Leaving leaving) {
        if (instance.leaving != leaving) {
            return;
        }
        List<Hook> hooks = instance.group().terminatingHooks();
        String plain = leaving.way.description + instance.id();
        if (hooks.isEmpty()) {
            leaving.activity.set(leaving.activity.current().described(plain));
            proceed(instance, leaving);
            return;
        }
        instance.enter(leaving.way.waiting, world.instant());
        LoadBalancer balancer = world.groupSettings().balancer(instance.groupName());
        Activity current = leaving.activity.current();
        boolean keepsWords = balancer != null && balancer.suffixStays();
        leaving.activity.set(current.held(keepsWords ? current.description() : plain));
        for (Hook hook : hooks) {
            engine.waits().open(instance, leaving, hook);
        }
    }

    private void end(Instance instance, Leaving leaving) {
        world.after(world.timings().shutdown(), () -> engine.hosts().shutDown(instance));
        world.after(world.timings().terminated(), () -> finish(instance, leaving));
    }

    private void finish(Instance instance, Leaving leaving) {
        instance.enter(LifecycleState.TERMINATED, world.instant());
        succeed(leaving);
        world.events().publish(Event.TerminateResult.successful(world, leaving));
        drop(instance);
    }

    /// Takes an ended instance off its group's books.
    void drop(Instance instance) {
        Group group = instance.group();
        instance.leaving = null;
        group.members.remove(instance);
        if (!engine.deletion().completed(group)) {
            engine.capacity().reconcile(group);
        }
    }

    /// A retained node runs on, is listed on, and no longer fills a place (User Guide,
    /// manage-retained-instances).
    private void retain(Instance instance, Leaving leaving, LifecycleState kept, String message, boolean timedOut) {
        Instant now = world.instant();
        Instant shownFrom = now.plus(world.timings().retainedShown());
        instance.enter(kept, now, shownFrom);
        leaving.activity.set(leaving.activity.current().cancelled(now, message), now, shownFrom);
        instance.leaving = null;
        if (!timedOut) {
            // The recordings show the event after an explicit ABANDON; after a timeout none was received.
            world.events().publish(Event.TerminateResult.unsuccessful(world, leaving));
        }
        engine.capacity().reconcile(instance.group());
    }

    /// ABANDON without anything that keeps the node.
    ///
    /// Into the pool: it simply becomes Warmed:Running (recorded:
    /// autoscaling/warm_pool_return_abandon_native.json).
    /// Root volume: the replacement fails and the node is terminated like an unhealthy one, hooks and all
    /// (*assumption* from User Guide, replace-root-volume: a failed replacement marks the instance for
    /// termination).
    private void giveWay(Instance instance, Leaving leaving) {
        switch (leaving.way) {
            case TERMINATION, OUT_OF_POOL -> proceed(instance, leaving);
            case INTO_POOL -> rest(instance, leaving, false);
            case ROOT_VOLUME -> {
                leaving.activity.set(
                        leaving.activity.current().cancelled(world.instant(), "Root volume was not replaced"));
                engine.refresh().done(instance.group());
                begin(instance, Departure.TERMINATION, Causes.userHealthCheck(world.instant()), true);
            }
        }
    }

    private void rest(Instance instance, Leaving leaving, boolean stopped) {
        instance.enter(stopped ? LifecycleState.WARMED_STOPPED : LifecycleState.WARMED_RUNNING, world.instant());
        instance.leaving = null;
        succeed(leaving);
        if (stopped) {
            engine.hosts().stop(instance);
        }
    }

    private void renew(Instance instance, Leaving leaving) {
        engine.hosts().replaceRoot(instance);
        instance.enter(LifecycleState.IN_SERVICE, world.instant());
        instance.leaving = null;
        succeed(leaving);
        engine.refresh().done(instance.group());
    }

    private void succeed(Leaving leaving) {
        leaving.activity.set(leaving.activity.current().successful(world.instant()));
    }

    private static boolean isStopping(Instance instance) {
        WarmPool pool = instance.group().warmPool;
        return pool != null && pool.stopped();
    }

    private static String abandonMessage(String token, boolean timedOut) {
        return "Instance failed to complete user's Lifecycle Action: Lifecycle Action with token " + token
                + " was abandoned: "
                + (timedOut ? "Heartbeat Timeout" : "Lifecycle Action Completed with ABANDON Result");
    }
}
