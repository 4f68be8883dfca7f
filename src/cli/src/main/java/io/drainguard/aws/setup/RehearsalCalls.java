package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.aws.setup.Telling.Execution;
import io.drainguard.aws.setup.Telling.State;
import io.drainguard.sweep.Fault;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/// The calls by which a rehearsal lets people be told, and sees that they were. None leaves anything behind. Every
/// method throws [Fault] when a call failed.
public final class RehearsalCalls {
    private static final JsonMapper JSON = new JsonMapper();

    /// As many actions as a handful of alarms' topics need.
    private static final int LATELY = 50;

    private final CloudWatchClient metrics;
    private final EventBridgeClient events;

    /// Builds the caller.
    public RehearsalCalls(CloudWatchClient metrics, EventBridgeClient events) {
        this.metrics = metrics;
        this.events = events;
    }

    /// Lets an alarm ring. CloudWatch evaluates it again soon and so ends the alarm (CloudWatch API Reference,
    /// SetAlarmState).
    public void ring(String alarm, String reason) {
        call(
                "setting alarm " + alarm + " to " + State.ALARM,
                () -> metrics.setAlarmState(request ->
                        request.alarmName(alarm).stateValue(StateValue.ALARM).stateReason(reason)));
    }

    /// Returns the actions of an alarm that its history shows lately, the newest first.
    public List<Execution> executions(String alarm) {
        return call(
                        "reading the history of alarm " + alarm,
                        () -> metrics.describeAlarmHistory(request -> request.alarmName(alarm)
                                        .historyItemType(HistoryItemType.ACTION)
                                        .scanBy(ScanBy.TIMESTAMP_DESCENDING)
                                        .maxRecords(LATELY))
                                .alarmHistoryItems())
                .stream()
                .map(RehearsalCalls::execution)
                .toList();
    }

    /// AWS documents the data as JSON and does not name its fields. What is not understood is told as not done.
    private static Execution execution(AlarmHistoryItem item) {
        String data = Objects.requireNonNullElse(item.historyData(), "");
        String words = Objects.requireNonNullElse(item.historySummary(), "");
        try {
            JsonNode read = JSON.readTree(data);
            return new Execution(
                    data,
                    read.path("notificationResource").asText(),
                    read.path("actionState").asText().equals("Succeeded"),
                    words);
        } catch (JsonProcessingException notUnderstood) {
            return new Execution(data, "", false, words);
        }
    }

    /// Puts an event on the default bus. AWS answers with success although it took no event, and then says so for the
    /// event (EventBridge API Reference, PutEvents).
    ///
    /// @param detail the detail as JSON
    /// @return the id that AWS gave the event
    public String put(String source, String detailType, String detail) {
        String what = "putting a notice on the event bus";
        PutEventsResponse response = call(
                what,
                () -> events.putEvents(request -> request.entries(PutEventsRequestEntry.builder()
                        .source(source)
                        .detailType(detailType)
                        .detail(detail)
                        .build())));
        PutEventsResultEntry result = response.entries().isEmpty()
                ? PutEventsResultEntry.builder().build()
                : response.entries().getFirst();
        if (result.eventId() == null) {
            throw new Fault(
                    Fault.Kind.BROKEN,
                    what + ": AWS did not take it: " + result.errorCode() + ": " + result.errorMessage(),
                    new IllegalStateException("no event id"));
        }
        return result.eventId();
    }
}
