package io.drainguard.sim.world;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A lifecycle hook of a group.
///
/// Heartbeat timeout 30 to 7200 s, default 3600 s; default result `ABANDON` (API Reference, PutLifecycleHook).
/// Hooks of launches are listed, and hold launches only where [GroupSettings#holdLaunches] says so.
public record Hook(
        String name,
        String transition,
        Duration heartbeatTimeout,
        String defaultResult,
        @Nullable String notificationMetadata,
        @Nullable String notificationTargetArn,
        @Nullable String roleArn) {
    /// The transition of a terminating hook.
    public static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";

    /// The transition of a launching hook.
    public static final String LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING";

    private static final Duration LONGEST = Duration.ofHours(48);
    private static final int MOST_PERIODS = 100;

    /// Refuses what the service refuses.
    public Hook {
        long seconds = heartbeatTimeout.toSeconds();
        if (seconds < 30 || seconds > 7200) {
            throw Errors.validation("Heartbeat timeout must be between 30 and 7200 seconds, and not " + seconds + ".");
        }
        if (!defaultResult.equals("ABANDON") && !defaultResult.equals("CONTINUE")) {
            throw Errors.validation("Default result must be ABANDON or CONTINUE, and not " + defaultResult + ".");
        }
    }

    /// A terminating hook with default result ABANDON and no metadata.
    public static Hook terminating(String name, Duration heartbeatTimeout) {
        return new Hook(name, TERMINATING, heartbeatTimeout, "ABANDON", null, null, null);
    }

    /// The same hook with another default result.
    public Hook withDefaultResult(String result) {
        return new Hook(
                name, transition, heartbeatTimeout, result, notificationMetadata, notificationTargetArn, roleArn);
    }

    /// The same hook with notification metadata.
    public Hook withMetadata(String metadata) {
        return new Hook(name, transition, heartbeatTimeout, defaultResult, metadata, notificationTargetArn, roleArn);
    }

    /// The same hook with another heartbeat timeout.
    public Hook withHeartbeatTimeout(Duration timeout) {
        return new Hook(name, transition, timeout, defaultResult, notificationMetadata, notificationTargetArn, roleArn);
    }

    /// The longest wait that heartbeats can reach: min(48 h, 100 x heartbeat timeout).
    ///
    /// Source: API Reference, LifecycleHook, GlobalTimeout; recorded: autoscaling/controls.json (30 s gives 3000
    /// s).
    public Duration globalTimeout() {
        Duration hundredfold = heartbeatTimeout.multipliedBy(MOST_PERIODS);
        return hundredfold.compareTo(LONGEST) < 0 ? hundredfold : LONGEST;
    }

    boolean isTerminating() {
        return transition.equals(TERMINATING);
    }
}
