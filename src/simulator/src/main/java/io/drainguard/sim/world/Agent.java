package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;

/// The SSM agent of an instance: reachable or not, and what Systems Manager still believes.
///
/// After an agent stopped, PingStatus stayed Online for more than 84 s (recorded:
/// ssm/managed_execution_timeouts_current.json); where it ends is an *assumption*, see [Timings].
final class Agent {
    /// The first agent that sets variables for ENV_VAR parameters is 3.3.2746.0; this is the one that was recorded.
    private String version = "3.3.5226.0";

    private boolean registered;
    private boolean reachable;
    private Instant lastPing = Instant.EPOCH;

    String version() {
        return version;
    }

    void version(String newVersion) {
        version = newVersion;
    }

    boolean isReachable() {
        return reachable;
    }

    /// Whether DescribeInstanceInformation lists the instance at all.
    boolean isRegistered() {
        return registered;
    }

    Instant lastPing(Instant now) {
        return reachable ? now : lastPing;
    }

    String pingStatus(Instant now, Duration stale) {
        return reachable || now.isBefore(lastPing.plus(stale)) ? "Online" : "ConnectionLost";
    }

    void start() {
        registered = true;
        reachable = true;
    }

    void stop(Instant now) {
        if (reachable) {
            reachable = false;
            lastPing = now;
        }
    }

    /// The instance stopped or ended: it is no longer listed (recorded: ssm/managed_execution_current.json,
    /// `command-offline`).
    void leave(Instant now) {
        stop(now);
        registered = false;
    }
}
