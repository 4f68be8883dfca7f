package io.drainguard.sim.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Telling;
import java.util.List;
import java.util.stream.StreamSupport;

/// The calls about what tells people: CloudWatch DescribeAlarms, DescribeAlarmHistory and SetAlarmState, SNS
/// ListSubscriptionsByTopic, EventBridge DescribeRule and PutEvents. Errors are spelt as the API references spell them.
final class TellingWire {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Telling telling;

    TellingWire(Telling telling) {
        this.telling = telling;
    }

    /// Answers an operation of CloudWatch.
    ObjectNode cloudWatch(String operation, JsonNode in) {
        return switch (operation) {
            case "DescribeAlarms" -> describeAlarms(texts(in.path("AlarmNames")));
            case "SetAlarmState" -> setAlarmState(in);
            case "DescribeAlarmHistory" -> history(in.path("AlarmName").asText());
            default -> throw unknown(operation);
        };
    }

    /// An unknown name is left out (API Reference, DescribeAlarms), and without a name all alarms are shown. The kinds
    /// of alarms that were not asked for are absent.
    private ObjectNode describeAlarms(List<String> names) {
        ObjectNode reply = JSON.createObjectNode();
        var list = reply.putArray("MetricAlarms");
        for (String name : names.isEmpty() ? telling.alarmNames() : names) {
            Telling.Alarm alarm = telling.alarm(name);
            if (alarm != null) {
                ObjectNode shown = list.addObject()
                        .put("AlarmName", alarm.name())
                        .put("ActionsEnabled", alarm.enabled())
                        .put("StateValue", alarm.state())
                        .put("StateReason", alarm.reason());
                alarm.actions().forEach(shown.putArray("AlarmActions")::add);
            }
        }
        reply.putArray("CompositeAlarms");
        return reply;
    }

    /// Shows actions only. Summary and data have the words and fields that public recordings of CloudWatch's answers
    /// have; AWS documents the data as JSON without naming its fields (API Reference, AlarmHistoryItem).
    private ObjectNode history(String alarm) {
        ObjectNode reply = JSON.createObjectNode();
        var list = reply.putArray("AlarmHistoryItems");
        for (Telling.Execution execution : telling.executions(alarm)) {
            String refusal = execution.refusal();
            ObjectNode data = JSON.createObjectNode()
                    .put("actionState", refusal == null ? "Succeeded" : "Failed")
                    .put("stateUpdateTimestamp", execution.at().toEpochMilli())
                    .put("notificationResource", execution.action())
                    .put("error", refusal);
            list.addObject()
                    .put("AlarmName", alarm)
                    .put("HistoryItemType", "Action")
                    .put(
                            "HistorySummary",
                            refusal == null
                                    ? "Successfully executed action " + execution.action()
                                    : "Failed to execute action " + execution.action() + ". Received error: \""
                                            + refusal + "\"")
                    .put("HistoryData", data.toString());
        }
        return reply;
    }

    private ObjectNode setAlarmState(JsonNode in) {
        String name = in.path("AlarmName").asText();
        if (telling.alarm(name) == null) {
            throw new AwsError("ResourceNotFound", 404, "Alarm " + name + " does not exist");
        }
        telling.set(name, in.path("StateValue").asText(), in.path("StateReason").asText());
        return JSON.createObjectNode();
    }

    /// All subscriptions in one page: a topic here has few.
    void sns(Form form, Xml out) {
        if (!form.required("Action").equals("ListSubscriptionsByTopic")) {
            throw unknown(form.required("Action"));
        }
        String topic = form.required("TopicArn");
        List<Telling.Subscription> subscriptions = telling.subscriptions(topic);
        if (subscriptions == null) {
            throw new AwsError("NotFound", 404, "Topic does not exist");
        }
        out.list(
                "Subscriptions",
                "member",
                subscriptions,
                subscription -> out.text("TopicArn", topic)
                        .text("Protocol", subscription.protocol())
                        .text("SubscriptionArn", subscription.arn())
                        .text("Owner", "123456789012")
                        .text("Endpoint", subscription.endpoint()));
    }

    /// Answers an operation of EventBridge.
    ObjectNode events(String operation, JsonNode in) {
        return switch (operation) {
            case "DescribeRule" -> describeRule(in.path("Name").asText());
            case "PutEvents" -> putEvents(in);
            default -> throw unknown(operation);
        };
    }

    private ObjectNode describeRule(String name) {
        Telling.Rule rule = telling.rule(name);
        if (rule == null) {
            throw new AwsError(
                    "ResourceNotFoundException", 400, "Rule " + name + " does not exist on EventBus default.");
        }
        return JSON.createObjectNode()
                .put("Name", rule.name())
                .put("EventPattern", rule.pattern())
                .put("State", rule.enabled() ? "ENABLED" : "DISABLED");
    }

    private ObjectNode putEvents(JsonNode in) {
        ObjectNode reply = JSON.createObjectNode().put("FailedEntryCount", 0);
        var entries = reply.putArray("Entries");
        for (JsonNode entry : in.path("Entries")) {
            telling.put(new Telling.PutEvent(
                    entry.path("Source").asText(),
                    entry.path("DetailType").asText(),
                    entry.path("Detail").asText()));
            entries.addObject().put("EventId", "event-" + telling.events().size());
        }
        return reply;
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static AwsError unknown(String operation) {
        return new AwsError("InvalidAction", 400, "The simulator has no operation " + operation);
    }
}
