package io.drainguard.entry;

import static io.drainguard.entry.EventFields.quoted;
import static io.drainguard.entry.EventFields.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.entry.Request.Ignored;
import java.util.ArrayList;
import java.util.List;

/// Says of an event that came another way than from EventBridge what it is and which way it came. The guard acts on
/// none of them: the same event comes straight from EventBridge, too, and the sweep finds the node without either.
///
/// Shapes: Lambda Developer Guide, with-sns and with-sqs; SNS Developer Guide, sns-message-and-json-formats; EC2 Auto
/// Scaling User Guide, prepare-for-lifecycle-notifications (a hook's notification has the fields of the event's detail
/// at its top, and `Service`).
final class WrappedEvents {
    /// An event in a topic's message in a queue's message is wrapped twice.
    private static final int DEEPEST = 3;

    /// What is inside, and the services that it came through, outermost first.
    private record Content(JsonNode event, List<String> carriers) {}

    private WrappedEvents() {}

    /// Tells whether an event is wrapped, or is what a hook sends to a topic or queue of its own.
    static boolean isWrapped(JsonNode root) {
        return isEnvelope(root) || isOfAHook(root);
    }

    /// Says what a wrapped event is.
    static Ignored single(JsonNode root, JsonMapper json) {
        return ignored("", unwrapped(root, json));
    }

    /// Says what a batch is in which no look has ended.
    static Ignored batch(JsonNode root, JsonMapper json) {
        JsonNode records = root.path("Records");
        String number = "a batch of " + records.size() + " messages";
        Content first = unwrapped(records.path(0), json);
        if (first.carriers().isEmpty()) {
            String source = text(records.path(0), "eventSource");
            return new Ignored(
                    number + " from '" + quoted(source) + "'",
                    "the guard reads nothing that comes this way; take the trigger off the function");
        }
        return ignored(number + ", the first of them ", first);
    }

    private static Content unwrapped(JsonNode root, JsonMapper json) {
        List<String> carriers = new ArrayList<>();
        JsonNode event = root;
        while (carriers.size() < DEEPEST) {
            if (event.path("Sns").isObject()) {
                carriers.add("SNS");
                event = parsed(text(event.path("Sns"), "Message"), json);
            } else if (text(event, "eventSource").equals("aws:sqs")) {
                carriers.add("SQS");
                event = parsed(text(event, "body"), json);
            } else if (isEnvelope(event)) {
                carriers.add("SNS");
                event = parsed(text(event, "Message"), json);
            } else {
                break;
            }
        }
        return new Content(event, carriers);
    }

    private static JsonNode parsed(String text, JsonMapper json) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException malformed) {
            return json.missingNode();
        }
    }

    /// A message as SNS hands it to a queue or to an address on the web.
    private static boolean isEnvelope(JsonNode root) {
        return !text(root, "TopicArn").isEmpty() && root.path("Message").isTextual();
    }

    private static boolean isOfAHook(JsonNode root) {
        return text(root, "LifecycleTransition").startsWith("autoscaling:");
    }

    private static Ignored ignored(String before, Content content) {
        JsonNode event = content.event();
        String way = String.join(" and ", content.carriers());
        if (isOfAHook(event)) {
            return new Ignored(before + notification(event), unbridged(event, way));
        }
        if (text(event, "detail-type").equals(EndedLooks.DETAIL_TYPE)) {
            return new Ignored(
                    before + described(event),
                    "it does not say that a look has ended; if a rule sends it, narrow the rule");
        }
        return new Ignored(
                before + described(event),
                "this came through " + way + ", and the guard does not act on what comes that way; if a rule sends it,"
                        + " send the rule to the function itself; the next sweep finds the node without it");
    }

    /// Which way a hook's notification came, and what to do about it.
    private static String unbridged(JsonNode event, String way) {
        if (!way.isEmpty()) {
            return "the hook's notification target sent this through " + way
                    + ", not EventBridge; EventBridge sends its"
                    + " own event to the function, so take the trigger off; the next sweep finds the node without it";
        }
        return text(event, "Service").isEmpty()
                ? "this is only the detail of an event; let the rule send the whole event, without an input path; the"
                        + " next sweep finds the node without it"
                : "this is what the hook sends to its notification target, not EventBridge's event; send the rule to the"
                        + " function itself; the next sweep finds the node without it";
    }

    private static String notification(JsonNode event) {
        return "news of hook '" + quoted(text(event, "LifecycleHookName")) + "', group '"
                + quoted(text(event, "AutoScalingGroupName")) + "', node '" + quoted(text(event, "EC2InstanceId"))
                + "'";
    }

    private static String described(JsonNode event) {
        if (text(event, "Event").equals("autoscaling:TEST_NOTIFICATION")) {
            return "a test notification";
        }
        String type = text(event, "detail-type");
        if (type.isEmpty()) {
            return "a message that is no event";
        }
        String node = text(event.path("detail"), "EC2InstanceId");
        return "an event '" + quoted(type) + "' from '" + quoted(text(event, "source")) + "'"
                + (node.isEmpty() ? "" : ", node '" + quoted(node) + "'");
    }
}
