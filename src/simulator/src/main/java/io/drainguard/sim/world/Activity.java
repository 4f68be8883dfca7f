package io.drainguard.sim.world;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// A scaling activity, in the shapes of recorded: autoscaling/retention_native.json.
///
/// The start has milliseconds, the end whole seconds. `MidTerminatingLifecycleAction` is seen on the wire
/// although the API model lacks it.
public record Activity(
        String id,
        String group,
        String groupArn,
        String instanceId,
        String zone,
        String zoneId,
        String subnet,
        String description,
        String cause,
        Instant start,
        @Nullable Instant end,
        String statusCode,
        @Nullable String statusMessage,
        int progress) {
    static final String IN_PROGRESS = "InProgress";
    static final String WAITING = "MidTerminatingLifecycleAction";
    static final String DRAINING = "WaitingForELBConnectionDraining";
    static final String DRAINING_WORDS = " - Waiting For ELB Connection Draining.";
    static final String CANCELLED = "Cancelled";
    static final String SUCCESSFUL = "Successful";

    Activity held(String plain) {
        return with(plain, null, WAITING, null, 60);
    }

    /// Public transcripts; the progress is an *assumption*.
    Activity draining() {
        return with(description + DRAINING_WORDS, null, DRAINING, null, 50);
    }

    /// The same with the description that it began with.
    Activity described(String plain) {
        return with(plain, end, statusCode, statusMessage, progress);
    }

    Activity successful(Instant now) {
        return with(description, now.truncatedTo(ChronoUnit.SECONDS), SUCCESSFUL, null, 100);
    }

    Activity cancelled(Instant now, String message) {
        String suffixed = description + ".  Status Reason: " + message;
        return with(suffixed, now.truncatedTo(ChronoUnit.SECONDS), CANCELLED, message, 100);
    }

    private Activity with(
            String newDescription, @Nullable Instant newEnd, String code, @Nullable String message, int newProgress) {
        return new Activity(
                id,
                group,
                groupArn,
                instanceId,
                zone,
                zoneId,
                subnet,
                newDescription,
                cause,
                start,
                newEnd,
                code,
                message,
                newProgress);
    }

    /// The `Details` field: a JSON text inside a string.
    public String details() {
        return instanceId.isEmpty()
                ? "{}"
                : "{\"Availability Zone ID\":\"" + zoneId + "\",\"Subnet ID\":\"" + subnet
                        + "\",\"Availability Zone\":\"" + zone + "\"}";
    }
}
