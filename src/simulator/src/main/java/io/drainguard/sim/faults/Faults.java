package io.drainguard.sim.faults;

import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// The faults of one world. Rates may change while it runs: hurt it, then heal it.
public final class Faults {
    private static final Duration IN_TIME = Duration.ofSeconds(1);

    private final CallFaults calls;
    private final SplittableRandom eventDraws;
    private EventRates events = EventRates.NONE;

    private Faults(World world, long seed) {
        SplittableRandom callDraws = new SplittableRandom(seed);
        this.eventDraws = callDraws.split();
        this.calls = new CallFaults(callDraws, world::advance, kind -> {});
    }

    /// Puts faults round a world's calls and events; nothing goes wrong until rates are set.
    public static Faults install(World world, long seed) {
        Faults faults = new Faults(world, seed);
        world.intercept(faults.calls);
        world.deliverEvents(faults.new FaultyEvents());
        return faults;
    }

    /// Changes how often calls go wrong, from the next call on.
    public Faults calls(CallRates rates) {
        calls.rates(rates);
        return this;
    }

    /// Changes how often events go astray, from the next event on.
    public Faults events(EventRates rates) {
        events = rates;
        return this;
    }

    /// From now on nothing goes wrong.
    public void heal() {
        calls.rates(CallRates.NONE);
        events = EventRates.NONE;
    }

    /// Five draws per event.
    private final class FaultyEvents implements EventDelivery {
        @Override
        public List<Duration> arrivals(Event event) {
            boolean lost = eventDraws.nextDouble() < events.lost();
            boolean doubled = eventDraws.nextDouble() < events.doubled();
            boolean late = eventDraws.nextDouble() < events.late();
            Duration delay = IN_TIME.plus(CallFaults.part(events.longestDelay(), eventDraws.nextDouble()));
            Duration again = delay.plus(CallFaults.part(events.longestDelay(), eventDraws.nextDouble()));
            Duration first = late ? delay : IN_TIME;
            if (lost) {
                return List.of();
            }
            return doubled ? List.of(first, again) : List.of(first);
        }
    }
}
