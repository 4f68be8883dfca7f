package io.drainguard.sim.world;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps a group at its desired size: launches what is missing, takes away what is too much.
final class Capacity {
    private final World world;
    private final Engine engine;

    Capacity(World world, Engine engine) {
        this.world = world;
        this.engine = engine;
    }

    /// Compares what is with what is desired and acts on the difference.
    void reconcile(Group group) {
        int missing = group.wanted() - group.capacity() - group.launching;
        for (int i = 0; i < missing && !group.deleting; i++) {
            group.launching++;
            world.after(world.timings().replacement(), () -> launch(group));
        }
        for (int i = missing; i < 0 && !group.keepsAll(); i++) {
            takeOne(group);
        }
    }

    /// The process Terminate is resumed: unhealthy nodes are replaced at once, and a group that is too large scales in
    /// (User Guide, understand-how-suspending-processes-affects-other-processes; that a scale-in follows then is an
    /// *assumption*, since the desired capacity stands).
    void resumed(Group group) {
        List.copyOf(group.members).forEach(this::replaceUnhealthy);
        reconcile(group);
    }

    /// A node is reported unhealthy: it goes, and its replacement starts while it still waits; or, where the group
    /// launches first, the replacement starts and the node goes when that is in service.
    ///
    /// Recorded: autoscaling/lifecycle_native.json (scale-in protection does not help either).
    void replaceUnhealthy(Instance instance) {
        if (instance.state() == LifecycleState.IN_SERVICE
                && !instance.healthy
                && !instance.group().keepsAll()) {
            if (!launchesFirst(instance.group())) {
                goes(instance);
            } else if (!instance.group().outgoing.contains(instance)) {
                instance.group().outgoing.add(instance);
            }
            reconcile(instance.group());
        }
    }

    private void goes(Instance unhealthy) {
        String cause = Causes.userHealthCheck(world.instant());
        engine.departures().begin(unhealthy, Departure.TERMINATION, cause, false);
    }

    private boolean launchesFirst(Group group) {
        Upkeep.MaintenancePolicy policy =
                world.groupSettings().upkeep(group.name(), world.site()).policy();
        return policy != null && policy.launchesFirst();
    }

    /// The group finds an instance ended that it had not asked to end; its hook then fires after the fact.
    ///
    /// Source: getsocial-rnd/ecs-drain-lambda issue 6 (AWS Support). A retained or pooled one is dropped
    /// (*assumption*; see [GroupSettings#keepsEndedRetained]).
    void noticeEnd(Instance instance) {
        if (instance.leaving != null || !instance.group().members.contains(instance)) {
            return;
        }
        if (instance.state() == LifecycleState.IN_SERVICE) {
            instance.healthy = false;
            if (instance.group().keepsAll()) {
                return;
            }
            String cause = Causes.ec2HealthCheck(world.instant());
            engine.departures().begin(instance, Departure.TERMINATION, cause, false);
            reconcile(instance.group());
        } else if (!instance.state().isRetained() || !world.groupSettings().keepsEndedRetained()) {
            instance.enter(LifecycleState.TERMINATED, world.instant());
            engine.departures().drop(instance);
        }
    }

    private void launch(Group group) {
        group.launching--;
        if (group.deleting || group.wanted() <= group.capacity()) {
            return;
        }
        int before = group.capacity();
        Instance instance = fromPoolOrNew(group);
        String cause = Causes.launched(group.lastRequest, world.instant(), before, before + 1);
        Activity activity = Activities.begin(world, instance, "Launching a new EC2 instance: " + instance.id(), cause);
        Shown<Activity> shown = new Shown<>(activity);
        group.activities.add(shown);
        world.after(world.timings().launch(), () -> started(instance, shown));
    }

    /// The instance runs. A launching hook holds it, until it or somebody answers for it or the period is over (User
    /// Guide, lifecycle-hooks-overview). No event tells of it here, and no heartbeat prolongs it.
    private void started(Instance instance, Shown<Activity> activity) {
        Hook hook = instance.group().launchingHook();
        if (hook == null
                || !world.groupSettings().holdsLaunches(instance.groupName())
                || instance.state() != LifecycleState.PENDING) {
            inService(instance, activity);
            return;
        }
        instance.enter(LifecycleState.PENDING_WAIT, world.instant());
        instance.launch = activity;
        boolean abandons = hook.defaultResult().equals("ABANDON");
        world.after(hook.heartbeatTimeout(), () -> completeLaunch(instance, abandons));
    }

    /// Answers the launching hook that holds an instance; says whether one does.
    boolean completeLaunch(Instance instance, boolean abandon) {
        Shown<Activity> activity = instance.launch;
        if (activity == null) {
            return false;
        }
        instance.launch = null;
        if (abandon) {
            // *Assumption*: the instance just ends; whether terminating hooks fire for it was not recorded.
            engine.hosts().shutDown(instance);
            instance.enter(LifecycleState.TERMINATED, world.instant());
            engine.departures().drop(instance);
        } else {
            inService(instance, activity);
        }
        return true;
    }

    /// A resting instance is used before a new one is made (User Guide, ec2-auto-scaling-warm-pools).
    private Instance fromPoolOrNew(Group group) {
        for (Instance member : group.members) {
            LifecycleState state = member.state();
            if (state == LifecycleState.WARMED_STOPPED || state == LifecycleState.WARMED_RUNNING) {
                if (state == LifecycleState.WARMED_STOPPED) {
                    engine.hosts().start(member);
                }
                member.enter(LifecycleState.PENDING, world.instant());
                return member;
            }
        }
        return engine.hosts().launch(group);
    }

    private void inService(Instance instance, Shown<Activity> activity) {
        LifecycleState state = instance.state();
        if (state == LifecycleState.PENDING || state == LifecycleState.PENDING_WAIT) {
            instance.enter(LifecycleState.IN_SERVICE, world.instant());
            if (instance.group().wanted() > instance.group().desired) {
                goes(instance.group().outgoing.removeFirst());
            }
        }
        activity.set(activity.current().successful(world.instant()));
        reconcile(instance.group());
    }

    private void takeOne(Group group) {
        Instance victim = victim(group.members);
        if (victim == null) {
            noteAllProtected(group);
            return;
        }
        int from = group.capacity();
        WarmPool pool = group.warmPool;
        boolean intoPool = pool != null && pool.reuseOnScaleIn() && !group.deleting;
        String cause = Causes.selected(group.lastRequest, world.instant(), victim.id(), from, from - 1, intoPool);
        engine.departures().begin(victim, intoPool ? Departure.INTO_POOL : Departure.TERMINATION, cause, false);
    }

    /// The oldest instance in service that is not protected (*assumption*: a plain stand-in for the default
    /// termination policy).
    private static @Nullable Instance victim(List<Instance> members) {
        for (Instance member : members) {
            if (member.state() == LifecycleState.IN_SERVICE && !member.protectedFromScaleIn) {
                return member;
            }
        }
        return null;
    }

    private void noteAllProtected(Group group) {
        for (Instance member : group.members) {
            if (member.state() == LifecycleState.IN_SERVICE) {
                group.activities.add(new Shown<>(Activities.allProtected(world, group, group.lastRequest)));
                return;
            }
        }
    }
}
