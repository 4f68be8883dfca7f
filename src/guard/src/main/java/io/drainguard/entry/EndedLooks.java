package io.drainguard.entry;

import static io.drainguard.entry.EventFields.isName;
import static io.drainguard.entry.EventFields.quoted;
import static io.drainguard.entry.EventFields.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.entry.Request.Ignored;
import io.drainguard.entry.Request.LooksEnded;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.LookEnded;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the events that say that a drain document has ended on a node. They come in batches, from a queue.
///
/// Shapes: Systems Manager User Guide, monitoring-systems-manager-event-examples, and Lambda Developer Guide, with-sqs.
/// A rule of the template sends only ended looks; because an operator's rule may send more, the guard checks again.
final class EndedLooks {
    /// The type of these events.
    static final String DETAIL_TYPE = "EC2 Command Invocation Status-change Notification";

    /// The states of a command that has not ended on its node (Systems Manager User Guide, monitor-commands). Every
    /// other state is an end: documentation and captures do not agree on how one of them is spelled.
    private static final Set<String> RUNNING = Set.of("Pending", "InProgress", "Delayed", "Cancelling");

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private EndedLooks() {}

    /// Returns whether an event is a batch of a queue.
    static boolean isBatch(JsonNode root) {
        return root.path("Records").isArray();
    }

    /// Reads one event that EventBridge sent straight to the function.
    static Request single(JsonNode event) {
        return isEnded(event) ? new LooksEnded(Set.of(look(event)), 0) : ignored(event);
    }

    /// Reads a batch of a queue. A record that says nothing of an ended look never stops the others.
    static Request batch(JsonNode root, JsonMapper json) {
        Set<LookEnded> looks = new LinkedHashSet<>();
        int others = 0;
        for (JsonNode message : root.path("Records")) {
            JsonNode event = event(message, json);
            if (isEnded(event)) {
                looks.add(look(event));
            } else {
                others++;
            }
        }
        return looks.isEmpty() ? WrappedEvents.batch(root, json) : new LooksEnded(looks, others);
    }

    private static JsonNode event(JsonNode message, JsonMapper json) {
        try {
            return text(message, "eventSource").equals("aws:sqs")
                    ? json.readTree(text(message, "body"))
                    : json.missingNode();
        } catch (JsonProcessingException malformed) {
            return json.missingNode();
        }
    }

    private static boolean isEnded(JsonNode event) {
        JsonNode detail = event.path("detail");
        String status = text(detail, "status");
        return text(event, "source").equals("aws.ssm")
                && text(event, "detail-type").equals(DETAIL_TYPE)
                && text(detail, "document-name").startsWith(Group.DOCUMENT_PREFIX)
                && !status.isBlank()
                && !RUNNING.contains(status)
                && UUID.matcher(text(detail, "command-id")).matches()
                && isName(text(detail, "instance-id"));
    }

    private static LookEnded look(JsonNode event) {
        JsonNode detail = event.path("detail");
        return new LookEnded(text(detail, "command-id"), text(detail, "instance-id"));
    }

    private static Ignored ignored(JsonNode event) {
        JsonNode detail = event.path("detail");
        return new Ignored(
                "an event of document '" + quoted(text(detail, "document-name")) + "' on node '"
                        + quoted(text(detail, "instance-id")) + "', status '" + quoted(text(detail, "status"))
                        + "', from '"
                        + quoted(text(event, "source")) + "'",
                "it does not say that a drain document has ended; if a rule sends this, narrow the rule");
    }
}
