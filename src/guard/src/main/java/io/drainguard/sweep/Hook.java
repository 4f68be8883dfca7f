package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import java.time.Duration;

/// The termination hook that holds a group's nodes, as AWS reports it.
///
/// @param name its name
/// @param heartbeat length of one wait period, 30 to 7200 s (EC2 Auto Scaling API Reference, PutLifecycleHook)
/// @param globalTimeout longest wait, however many heartbeats the guard records: min(48 h, 100 x heartbeat) (same
///     reference, LifecycleHook)
public record Hook(String name, Duration heartbeat, Duration globalTimeout) {
    /// Returns what the guard assumes of a hook that it cannot read: the shortest period and the longest wait,
    /// so that the guard renews too early and holds too long rather than the opposite.
    static Hook assumed(String name) {
        return new Hook(name, Duration.ofSeconds(30), Duration.ofHours(48));
    }

    /// Returns the part of the period after which a heartbeat of this node is due: between a third and four
    /// ninths, so that a period has room for three heartbeats, and a failed heartbeat leaves time for retries.
    /// The part differs between nodes, so that nodes that began to wait together do not send their heartbeats
    /// in bursts.
    Duration cadence(NodeId node) {
        int spread = Math.floorMod(node.instance().hashCode(), 100);
        return Duration.ofMillis(heartbeat.toMillis() * (300 + spread) / 900);
    }
}
