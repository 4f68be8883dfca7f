package io.drainguard.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Carries events from where they happen to the listeners, in the agenda's order.
final class EventBus {
    private final World world;
    private final List<EventListener> listeners = new ArrayList<>();
    private final SplittableRandom draws;
    private final Ids ends;
    private @Nullable EventDelivery delivery;

    EventBus(World world, long seed) {
        this.world = world;
        this.draws = new SplittableRandom(~seed);
        this.ends = new Ids(draws.nextLong());
    }

    void listen(EventListener listener) {
        listeners.add(listener);
    }

    void delivery(EventDelivery newDelivery) {
        delivery = newDelivery;
    }

    void publish(Event event) {
        if (listeners.isEmpty()) {
            return;
        }
        EventDelivery how = delivery;
        if (how == null) {
            arriveAfter(world.timings().event(), event);
        } else {
            for (Duration span : how.arrivals(event)) {
                arriveAfter(span, event);
            }
        }
    }

    /// Tells that an invocation has ended; costs nothing when nobody listens. Ids and spans are drawn apart, so that
    /// these events change nothing in a world that could do without them.
    void publishEnd(Invocation invocation) {
        if (listeners.isEmpty()) {
            return;
        }
        Event event = Event.CommandEnded.of(ends.uuid(), world.instant(), invocation);
        if (delivery == null) {
            arriveAfter(EventDelivery.commandEventSpan(draws), event);
        } else {
            publish(event);
        }
    }

    private void arriveAfter(Duration span, Event event) {
        world.after(span, () -> listeners.forEach(listener -> listener.receive(event)));
    }
}
