package io.drainguard.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Carries events from where they happen to the listeners, in the agenda's order.
final class EventBus {
    private final World world;
    private final List<EventListener> listeners = new ArrayList<>();
    private @Nullable EventDelivery delivery;

    EventBus(World world) {
        this.world = world;
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

    private void arriveAfter(Duration span, Event event) {
        world.after(span, () -> listeners.forEach(listener -> listener.receive(event)));
    }
}
