package io.drainguard.sweep;

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

    /// A heartbeat is due once a third of the period has passed, which leaves two more chances before it ends.
    Duration cadence() {
        return heartbeat.dividedBy(3);
    }
}
