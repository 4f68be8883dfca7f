package io.drainguard.entry;

import static io.drainguard.entry.EventFields.isName;
import static io.drainguard.entry.EventFields.quoted;
import static io.drainguard.entry.EventFields.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.decide.NodeId;
import io.drainguard.entry.Request.CapacityReclaimed;
import io.drainguard.entry.Request.Ignored;
import io.drainguard.entry.Request.LookNow;
import io.drainguard.entry.Request.Sweep;
import io.drainguard.sweep.TerminationNotice;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;

/// Reads the event that Lambda gave to the function. It is pure: any bytes give a request, and an event that the guard
/// does not understand gives [Ignored].
///
/// Shapes: EC2 Auto Scaling User Guide, ec2-auto-scaling-event-reference, and recorded events of radkawar/stackd,
/// testdata/aws/autoscaling/retention_native.json. [EndedLooks] reads the events of Systems Manager.
public final class EventParser {
    /// The largest event that the guard reads, in bytes: the largest that a queue's batch may have (Lambda Developer
    /// Guide, gettingstarted-limits, synchronous). A single event has less than 6 KiB: its NotificationMetadata may
    /// have 4,000 characters.
    public static final int LARGEST = 6 * 1024 * 1024;

    /// The input that the schedule sends.
    static final String SWEEP = "{\"drainguard\":\"sweep\"}";

    private static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";

    /// The guard does not accept an event time from here on.
    private static final Instant FAR = Instant.parse("2200-01-01T00:00:00Z");

    /// This mapper keeps no table of field names: the names in foreign events would fill that table for as long
    /// as the function lives.
    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    private EventParser() {}

    /// Returns the request that an event contains.
    public static Request read(byte[] event) {
        if (event.length > LARGEST) {
            return new Ignored("an event of " + event.length + " bytes", "no event of ours is that large");
        }
        try {
            JsonNode root = JSON.readTree(event);
            return root != null && root.isObject()
                    ? request(root)
                    : new Ignored("an event that is not a JSON object", "the guard does not understand it");
        } catch (IOException malformed) {
            return new Ignored("an event that is not JSON", "the guard does not understand it");
        }
    }

    /// Tells whether these bytes are a JSON object, as every event is.
    public static boolean isObject(byte[] event) {
        try {
            JsonNode root = JSON.readTree(event);
            return root != null && root.isObject();
        } catch (IOException malformed) {
            return false;
        }
    }

    /// Returns the request that an event contains, for a guard that holds nodes under one hook: each hook of a group
    /// has an event of its own.
    ///
    /// @param hook name of the guard's hook
    public static Request read(byte[] event, String hook) {
        return switch (read(event)) {
            case LookNow(TerminationNotice notice)
            when !notice.hook().equals(hook) ->
                new Ignored(
                        "a termination event of group '" + quoted(notice.node().group()) + "', node '"
                                + quoted(notice.node().instance()) + "'",
                        "it is of hook '" + quoted(notice.hook()) + "', and the guard holds nodes under '"
                                + quoted(hook) + "'");
            case Request request -> request;
        };
    }

    private static Request request(JsonNode root) {
        if ("sweep".equals(text(root, "drainguard"))) {
            return new Sweep();
        }
        if (text(root, "Event").equals("autoscaling:TEST_NOTIFICATION")) {
            return new Ignored("a test notification", "the hook sends it once, when it is made");
        }
        if (EndedLooks.isBatch(root)) {
            return EndedLooks.batch(root, JSON);
        }
        if (WrappedEvents.isWrapped(root)) {
            return WrappedEvents.single(root, JSON);
        }
        return switch (text(root, "detail-type")) {
            case "EC2 Instance-terminate Lifecycle Action" -> lifecycle(root);
            case "EC2 Instance Terminate Unsuccessful" -> ours(root) ? new Sweep() : foreign(root);
            case "EC2 Spot Instance Interruption Warning" -> reclaim(root, "EC2 interrupts this Spot instance");
            case "EC2 Instance Rebalance Recommendation" -> reclaim(root, "EC2 may interrupt this Spot instance soon");
            case EndedLooks.DETAIL_TYPE -> EndedLooks.single(root);
            default -> foreign(root);
        };
    }

    private static Request lifecycle(JsonNode root) {
        JsonNode detail = root.path("detail");
        List<String> unusable = Stream.of(
                        "AutoScalingGroupName", "EC2InstanceId", "LifecycleHookName", "LifecycleActionToken")
                .filter(field -> !isName(text(detail, field)))
                .toList();
        if (!ours(root)
                || !TERMINATING.equals(detail.path("LifecycleTransition").asText(TERMINATING))) {
            return foreign(root);
        }
        if (!unusable.isEmpty()) {
            return new Ignored(
                    "a termination event of group '" + quoted(text(detail, "AutoScalingGroupName")) + "', node '"
                            + quoted(text(detail, "EC2InstanceId")) + "'",
                    "it lacks " + unusable + ", or their values are not names; the next sweep finds the node without"
                            + " this event");
        }
        return new LookNow(new TerminationNotice(
                new NodeId(text(detail, "AutoScalingGroupName"), text(detail, "EC2InstanceId")),
                text(detail, "LifecycleHookName"),
                time(root),
                text(detail, "LifecycleActionToken")));
    }

    private static Request reclaim(JsonNode root, String reason) {
        String instance = text(root.path("detail"), "instance-id");
        return text(root, "source").equals("aws.ec2") && isName(instance)
                ? new CapacityReclaimed(instance, reason)
                : foreign(root);
    }

    /// Returns the time at which the wait began, as the event says. An event with an invalid time gets the
    /// epoch; the guard then uses the start time of the scaling activity instead.
    private static Instant time(JsonNode root) {
        try {
            Instant time = Instant.parse(text(root, "time"));
            return time.isAfter(Instant.EPOCH) && time.isBefore(FAR) ? time : Instant.EPOCH;
        } catch (DateTimeParseException unreadable) {
            return Instant.EPOCH;
        }
    }

    private static boolean ours(JsonNode root) {
        return text(root, "source").equals("aws.autoscaling");
    }

    private static Ignored foreign(JsonNode root) {
        return new Ignored(
                "an event '" + quoted(text(root, "detail-type")) + "' from '" + quoted(text(root, "source")) + "'",
                "Drainguard acts on termination events of Auto Scaling, on ended looks and on its own schedule; if a"
                        + " rule sends this, narrow the rule");
    }
}
