package io.drainguard.sim.world;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// Decides how an event travels: after which spans it arrives. No span: it is lost; two: it arrives twice.
///
/// Events are sent on a best-effort basis (User Guide, ec2-auto-scaling-event-reference).
public interface EventDelivery {
    /// The spans of virtual time after which this event arrives.
    List<Duration> arrivals(Event event);

    /// Every event arrives once, after the same span.
    static EventDelivery after(Duration span) {
        List<Duration> once = List.of(span);
        return event -> once;
    }

    /// No event ever arrives.
    static EventDelivery never() {
        return event -> List.of();
    }

    /// From an invocation's end to its event: 0.5 to 3 s. No capture of this event exists; Run Command's notices by SNS
    /// came 1.2 to 3.3 s after the request (recorded: ssm/notifications_native_20261001.json), so an *assumption*.
    static Duration commandEventSpan(SplittableRandom draws) {
        return Duration.ofMillis(draws.nextLong(500, 3001));
    }
}
