package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Duration;

/// The termination hook that holds a group's nodes, as AWS reports it.
///
/// @param name its name
/// @param heartbeat length of one wait period, 30 to 7200 s (EC2 Auto Scaling API Reference, PutLifecycleHook)
/// @param globalTimeout longest wait whatever the heartbeats, min(48 h, 100 x heartbeat) (same, LifecycleHook)
public record Hook(String name, Duration heartbeat, Duration globalTimeout) {
    /// What is assumed of a hook that cannot be read: the shortest period and the longest wait, so that its nodes are
    /// held rather sooner and longer than needed.
    static Hook assumed(String name) {
        return new Hook(name, Duration.ofSeconds(30), Duration.ofHours(48));
    }

    /// A heartbeat of this node is due once this much of the period has passed: between a third and four ninths of
    /// it, so that three are enough for a period and one that fails leaves time for more. Nodes that began to wait
    /// together drift apart, so that their heartbeats do not come in bursts.
    Duration cadence(NodeId node) {
        int spread = Math.floorMod(node.instance().hashCode(), 100);
        return heartbeat.multipliedBy(300 + spread).dividedBy(900);
    }
}
