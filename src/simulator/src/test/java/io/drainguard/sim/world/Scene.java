package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A world with one group named `g`, its terminating hook `terminate`, and what a test asks of them all the time.
final class Scene {
    static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    static final String GROUP = "g";
    static final String HOOK = "terminate";
    static final CommandDocument DOCUMENT =
            new CommandDocument("drainguard-q", "look", "true", Map.of(), Duration.ofSeconds(40));

    final World world;
    final List<Instance> nodes;
    final List<Event> events = new ArrayList<>();
    final MemoryShell shell;

    Scene(GroupSpec spec) {
        this(spec, 1);
    }

    Scene(GroupSpec spec, long seed) {
        world = new World(seed, START);
        world.onEvent(events::add);
        shell = new MemoryShell(world);
        world.shell(shell);
        world.putDocument(DOCUMENT);
        nodes = world.createGroup(spec);
    }

    /// One node, hook of 60 s, default ABANDON, policy retain: the group of the retention recordings.
    static Scene retaining() {
        return new Scene(group(1).retaining());
    }

    /// One node, hook of 60 s, default ABANDON, policy terminate.
    static Scene terminating() {
        return new Scene(group(1));
    }

    static GroupSpec group(int size) {
        return GroupSpec.of(GROUP, 0, size, size).hook(Hook.terminating(HOOK, Duration.ofSeconds(60)));
    }

    Instance node() {
        return nodes.getFirst();
    }

    AutoScaling autoScaling() {
        return world.autoScaling();
    }

    Scene pass(double seconds) {
        world.advance(Duration.ofMillis(Math.round(seconds * 1000)));
        return this;
    }

    /// The node waits: terminated through the group without decrement, and the hook entered.
    Scene waiting() {
        autoScaling().terminateInstanceInAutoScalingGroup(node().id(), false);
        return pass(1);
    }

    void complete(String result) {
        autoScaling().completeLifecycleAction(GROUP, HOOK, ActionRef.instance(node().id()), result);
    }

    void heartbeat() {
        autoScaling().recordLifecycleActionHeartbeat(GROUP, HOOK, ActionRef.instance(node().id()));
    }

    /// The node's state as DescribeAutoScalingInstances shows it, or the empty text when it is not listed.
    String shown() {
        return shown(node());
    }

    String shown(Instance node) {
        List<MemberView> found = autoScaling()
                .describeAutoScalingInstances(List.of(node.id()), null, null)
                .items();
        return found.isEmpty() ? "" : found.getFirst().lifecycleState();
    }

    GroupView group() {
        return autoScaling()
                .describeAutoScalingGroups(List.of(GROUP), List.of(), null, null)
                .items()
                .getFirst();
    }

    /// The newest activity.
    Activity activity() {
        return activities().getFirst();
    }

    List<Activity> activities() {
        return autoScaling()
                .describeScalingActivities(GROUP, List.of(), null, null)
                .items();
    }

    List<Event.LifecycleHook> hookEvents() {
        return events.stream()
                .filter(Event.LifecycleHook.class::isInstance)
                .map(Event.LifecycleHook.class::cast)
                .toList();
    }

    InstanceInformation information() {
        return world.ssm()
                .describeInstanceInformation(List.of(node().id()), null, null)
                .items()
                .getFirst();
    }

    String token() {
        return node().openTokens().getFirst();
    }
}
