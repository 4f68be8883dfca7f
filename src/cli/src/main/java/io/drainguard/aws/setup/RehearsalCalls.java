package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.setup.Telling.State;
import io.drainguard.sweep.Fault;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/// The two calls by which a rehearsal lets people be told. Neither leaves anything behind. Every method throws [Fault]
/// when a call failed.
public final class RehearsalCalls {
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

    /// Puts an event on the default bus. AWS answers with success although it took no event, and then says so for the
    /// event (EventBridge API Reference, PutEvents).
    ///
    /// @param detail the detail as JSON
    /// @return the id that AWS gave the event
    public String put(String source, String detailType, String detail) {
        String what = "putting a notice on the event bus";
        PutEventsResponse response = call(
                what,
                () -> events.putEvents(request -> request.entries(
                        entry -> entry.source(source).detailType(detailType).detail(detail))));
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
