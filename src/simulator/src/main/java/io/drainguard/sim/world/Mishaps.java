package io.drainguard.sim.world;

import java.time.Duration;

/// What happens to nodes outside of any API: agents stop, hosts fail, Spot capacity is taken back.
public final class Mishaps {
    private final World world;
    private final Hosts hosts;

    Mishaps(World world, Hosts hosts) {
        this.world = world;
        this.hosts = hosts;
    }

    /// The SSM agent of a node stops, the node itself runs on.
    public void stopAgent(String instanceId) {
        hosts.stopAgent(world.instance(instanceId));
    }

    /// The SSM agent of a node is back; commands that wait for it are delivered.
    public void startAgent(String instanceId) {
        hosts.startAgent(world.instance(instanceId));
    }

    /// The SSM agent of a node is of another version.
    public void agentVersion(String instanceId, String version) {
        world.instance(instanceId).agent.version(version);
    }

    /// The SSM agent of a node never registered.
    public void neverRegistered(String instanceId) {
        world.instance(instanceId).agent.leave(world.instant());
    }

    /// A node was launched without a role, so that its SSM agent never registered (Systems Manager User Guide,
    /// setup-instance-permissions).
    public void withoutRole(String instanceId) {
        world.instance(instanceId).profile = null;
        neverRegistered(instanceId);
    }

    /// The clock of a node runs ahead by this from now on, or behind when it is negative; during a look it is a step of
    /// the clock. Only what the node tells follows it: a script's start and its end.
    public void nodeClock(String instanceId, Duration ahead) {
        world.instance(instanceId).clockAhead = ahead;
    }

    /// The host of an instance fails: it ends at once, its volumes by their flags.
    public void failHost(String instanceId) {
        hosts.endByItself(world.instance(instanceId));
    }

    /// The zone of an instance is lost for so long: its agent is gone, and EC2, asked to end the instance, says
    /// `shutting-down` and ends it only afterwards (*assumption*: nobody has published what a lost zone says).
    public void loseZone(String instanceId, Duration span) {
        hosts.loseZone(world.instance(instanceId), span);
    }

    /// EC2 forgets an ended instance now; by itself it does so an hour after the end.
    public void forget(String instanceId) {
        Instance ended = world.instance(instanceId);
        if (ended.ended() == null) {
            throw new IllegalArgumentException(instanceId + " has not ended");
        }
        ended.forgotten = world.instant();
    }

    /// EC2 forgets instances this long after their end, from the next end on.
    public void forgetAfter(Duration span) {
        hosts.forgetsAfter(span);
    }

    /// An instance or volume gets tags of its owner until it has this many; 50 is the most it can have.
    public void fillTags(String resourceId, int many) {
        world.ec2().fillTags(resourceId, many);
    }

    /// The agent says that the node runs on `Windows`, for which a shell script is refused (API Reference, SendCommand,
    /// UnsupportedPlatformType), or on `MacOS`, where a step with a precondition on Linux is skipped.
    public void platform(String instanceId, String name) {
        world.instance(instanceId).platform = name;
    }

    /// EC2 reclaims a Spot instance: a warning event now, the end two minutes later, whatever hooks say.
    ///
    /// Source: EC2 User Guide, spot-instance-termination-notices; User Guide,
    /// gracefully-handle-instance-termination.
    public void interruptSpot(String instanceId) {
        hosts.interruptSpot(world.instance(instanceId));
    }

    /// EC2 recommends to replace a Spot instance; only the event is simulated.
    ///
    /// Source: EC2 User Guide, rebalance-recommendations.
    public void recommendRebalance(String instanceId) {
        world.events().publish(new Event.RebalanceRecommendation(world.ids().uuid(), world.instant(), instanceId));
    }
}
