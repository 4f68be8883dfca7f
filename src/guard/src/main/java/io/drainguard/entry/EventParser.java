package io.drainguard.entry;

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

/// Reads what the function was handed. Pure; any bytes give a call, and what is not understood gives [Ignored].
///
/// Shapes: EC2 Auto Scaling User Guide, ec2-auto-scaling-event-reference, and recorded events of radkawar/stackd,
/// testdata/aws/autoscaling/retention_native.json.
public final class EventParser {
    /// Largest event read; a real one has less than 6 KiB (its NotificationMetadata may have 4,000 characters).
    public static final int LARGEST = 256 * 1024;

    /// Longest name of a group or a hook; ids and tokens are shorter (EC2 Auto Scaling API Reference,
    /// CompleteLifecycleAction).
    private static final int LONGEST_NAME = 255;

    /// The schedule's own input.
    static final String SWEEP = "{\"drainguard\":\"sweep\"}";

    private static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";

    /// A time from here on is no time of an event.
    private static final Instant FAR = Instant.parse("2200-01-01T00:00:00Z");

    /// Keeps no table of names: those in events of others would fill it for as long as the function lives.
    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build());

    private EventParser() {}

    /// The call an event stands for.
    public static Request read(byte[] event) {
        if (event.length > LARGEST) {
            return new Ignored("an event of " + event.length + " bytes", "no event of ours is that large");
        }
        try {
            JsonNode root = JSON.readTree(event);
            return root != null && root.isObject()
                    ? call(root)
                    : new Ignored("an event that is not a JSON object", "nothing in it is understood");
        } catch (IOException malformed) {
            return new Ignored("an event that is not JSON", "nothing in it is understood");
        }
    }

    private static Request call(JsonNode root) {
        if ("sweep".equals(text(root, "drainguard"))) {
            return new Sweep();
        }
        if (text(root, "Event").equals("autoscaling:TEST_NOTIFICATION")) {
            return new Ignored("a test notification", "the hook sends it once, when it is made");
        }
        return switch (text(root, "detail-type")) {
            case "EC2 Instance-terminate Lifecycle Action" -> lifecycle(root);
            case "EC2 Instance Terminate Unsuccessful" -> ours(root) ? new Sweep() : foreign(root);
            case "EC2 Spot Instance Interruption Warning" -> reclaim(root, "EC2 interrupts this Spot instance");
            case "EC2 Instance Rebalance Recommendation" -> reclaim(root, "EC2 may interrupt this Spot instance soon");
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
                    "it lacks " + unusable + ", or what stands there is no name; the next sweep finds the node by"
                            + " itself");
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

    /// When the event says its wait began; an event without a believable time is as old as can be, so that the
    /// scaling activity counts.
    private static Instant time(JsonNode root) {
        try {
            Instant time = Instant.parse(text(root, "time"));
            return time.isAfter(Instant.EPOCH) && time.isBefore(FAR) ? time : Instant.EPOCH;
        } catch (DateTimeParseException unreadable) {
            return Instant.EPOCH;
        }
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= LONGEST_NAME;
    }

    private static boolean ours(JsonNode root) {
        return text(root, "source").equals("aws.autoscaling");
    }

    private static Ignored foreign(JsonNode root) {
        return new Ignored(
                "an event '" + quoted(text(root, "detail-type")) + "' from '" + quoted(text(root, "source")) + "'",
                "Drainguard acts on termination events of Auto Scaling and on its own schedule; if a rule sends this,"
                        + " narrow the rule");
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).textValue() : "";
    }

    private static String quoted(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
