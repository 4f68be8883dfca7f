package io.drainguard.sim.world;

import java.time.Duration;

/// EC2's side of an instance: it is made, stopped, ended; its volumes and its agent follow.
final class Hosts {
    /// Source: EC2 User Guide, spot-instance-termination-notices (two minutes).
    private static final Duration SPOT_NOTICE = Duration.ofMinutes(2);

    /// An instance that was terminated stays visible for about an hour (EC2 User Guide, terminating-instances).
    private static final Duration FORGETS = Duration.ofHours(1);

    private final World world;
    private final Engine engine;
    private Duration forgets = FORGETS;
    private final Commands commands;

    Hosts(World world, Engine engine, Commands commands) {
        this.world = world;
        this.engine = engine;
        this.commands = commands;
    }

    /// An instance whose agent is Online already.
    Instance createSettled(Group group, LifecycleState state) {
        Instance instance = create(group, state);
        instance.agent.start();
        return instance;
    }

    /// An instance whose agent comes Online some time after the launch.
    Instance launch(Group group) {
        Instance instance = create(group, LifecycleState.PENDING);
        Duration unhealthyAfter = world.groupSettings().unhealthyAfter(group.name());
        if (unhealthyAfter == null) {
            world.after(world.timings().agentStart(), () -> startAgent(instance));
        } else {
            world.after(unhealthyAfter, () -> {
                instance.healthy = false;
                engine.capacity().replaceUnhealthy(instance);
            });
        }
        return instance;
    }

    void startAgent(Instance instance) {
        if (instance.isRunning()) {
            instance.agent.start();
            commands.runner().agentBack(instance);
        }
    }

    void stopAgent(Instance instance) {
        instance.agent.stop(world.instant());
    }

    /// The guest goes down for good; the flags of the volumes are read now (*assumption*: a later change comes
    /// too late).
    void shutDown(Instance instance) {
        if (instance.ended != null) {
            return;
        }
        if (instance.lostUntil.isAfter(world.instant())) {
            instance.ec2 = Ec2State.SHUTTING_DOWN;
            Duration rest = Duration.between(world.instant(), instance.lostUntil);
            world.after(rest, () -> shutDown(instance));
            return;
        }
        instance.ended = world.instant();
        instance.forgotten = world.instant().plus(forgets);
        instance.ec2 = Ec2State.SHUTTING_DOWN;
        instance.agent.leave(world.instant());
        commands.runner().hostGone(instance);
        instance.volumes().forEach(Volume::instanceEnds);
        world.after(world.timings().terminated(), () -> instance.ec2 = Ec2State.TERMINATED);
    }

    /// The zone of an instance is lost for so long: its agent is gone, and EC2 ends it only afterwards, whoever asks.
    void loseZone(Instance instance, Duration span) {
        instance.lostUntil = world.instant().plus(span);
        stopAgent(instance);
    }

    /// How long after its end EC2 still knows an instance.
    void forgetsAfter(Duration span) {
        forgets = span;
    }

    /// The guest stops to rest in a warm pool; its volumes stay.
    void stop(Instance instance) {
        instance.ec2 = Ec2State.STOPPED;
        instance.agent.leave(world.instant());
        commands.runner().hostGone(instance);
    }

    /// A resting guest starts again.
    void start(Instance instance) {
        instance.ec2 = Ec2State.RUNNING;
        world.after(world.timings().agentStart(), () -> startAgent(instance));
    }

    void interruptSpot(Instance instance) {
        world.events()
                .publish(new Event.SpotWarning(
                        world.ids().uuid(),
                        world.instant(),
                        instance.id(),
                        instance.zone().name()));
        world.after(SPOT_NOTICE, () -> endByItself(instance));
    }

    /// The instance ends without its group having asked; the group notices at a later health check.
    void endByItself(Instance instance) {
        if (instance.ended == null) {
            shutDown(instance);
            world.after(world.timings().healthCheck(), () -> engine.capacity().noticeEnd(instance));
        }
    }

    /// A fresh root volume takes the place of the old one, which is deleted.
    void replaceRoot(Instance instance) {
        for (Volume volume : instance.volumes()) {
            if (volume.isRoot() && volume.fate() == Volume.Fate.ATTACHED) {
                volume.replaced();
            }
        }
        instance.mutableVolumes().add(volume(instance.id(), "/dev/xvda", true, true));
    }

    private Instance create(Group group, LifecycleState state) {
        DiskLayout disks = group.disks();
        String id = world.ids().resource("i");
        Zone zone = Zone.turn(world.site(), group.launches++);
        Instance made = new Instance(id, group, zone, world.instant(), disks.instanceStore(), state);
        made.mutableTags().put("aws:autoscaling:groupName", group.name());
        made.mutableTags().putAll(group.tags);
        made.mutableTags().keySet().removeAll(group.keptTags);
        made.mutableVolumes().add(volume(id, "/dev/xvda", true, disks.rootDeleteOnTermination()));
        if (disks.dataVolume()) {
            made.mutableVolumes().add(volume(id, "/dev/xvdf", false, disks.dataDeleteOnTermination()));
        }
        group.members.add(made);
        world.instancesById().put(id, made);
        return made;
    }

    private Volume volume(String origin, String device, boolean root, boolean deleteOnTermination) {
        return new Volume(world.ids().resource("vol"), origin, device, root, deleteOnTermination);
    }
}
