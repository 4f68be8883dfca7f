package io.drainguard.aws;

import io.drainguard.sweep.Notice;
import io.drainguard.sweep.Notices;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/// Puts notices on the account's default event bus.
public final class EventNotices implements Notices {
    /// The source of the events. No rule that calls the guard may match it.
    public static final String SOURCE = "drainguard";

    /// Their detail type.
    public static final String TYPE = "Drainguard Node Notice";

    private final EventBridgeClient events;
    private final Function<Notice, String> detail;

    /// Builds the notices of a guard.
    ///
    /// @param detail writes a notice as JSON
    public EventNotices(EventBridgeClient events, Function<Notice, String> detail) {
        this.events = events;
        this.detail = detail;
    }

    @Override
    public boolean areWanted() {
        return true;
    }

    /// A call whose answer is lost may have been taken: its events are put again, so each arrives once at least.
    @Override
    public List<Notice> tell(List<Notice> notices) {
        List<PutEventsResultEntry> results = put(notices);
        List<Notice> left = new ArrayList<>();
        for (int number = 0; number < notices.size(); number++) {
            if (number >= results.size() || results.get(number).errorCode() != null) {
                left.add(notices.get(number));
            }
        }
        return left;
    }

    private List<PutEventsResultEntry> put(List<Notice> some) {
        return AwsFaults.call(
                "putting " + some.size() + " notices",
                () -> events.putEvents(request -> request.entries(some.stream()
                                .map(notice -> PutEventsRequestEntry.builder()
                                        .source(SOURCE)
                                        .detailType(TYPE)
                                        .time(notice.at())
                                        .detail(detail.apply(notice))
                                        .build())
                                .toList()))
                        .entries());
    }
}
