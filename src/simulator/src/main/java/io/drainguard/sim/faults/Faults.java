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
    private final SplittableRandom endDraws;
    private EventRates events = EventRates.NONE;

    private Faults(World world, long seed) {
        SplittableRandom callDraws = new SplittableRandom(seed);
        this.eventDraws = callDraws.split();
        this.endDraws = new SplittableRandom(~seed);
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

    /// Five draws per event, six for the end of a command; those come from a source of their own, so that they change
    /// nothing for the other events.
    private final class FaultyEvents implements EventDelivery {
        @Override
        public List<Duration> arrivals(Event event) {
            return event instanceof Event.CommandEnded
                    ? arrivals(endDraws, EventDelivery.commandEventSpan(endDraws))
                    : arrivals(eventDraws, IN_TIME);
        }

        private List<Duration> arrivals(SplittableRandom draws, Duration inTime) {
            boolean lost = draws.nextDouble() < events.lost();
            boolean doubled = draws.nextDouble() < events.doubled();
            boolean late = draws.nextDouble() < events.late();
            Duration delay = inTime.plus(CallFaults.part(events.longestDelay(), draws.nextDouble()));
            Duration again = delay.plus(CallFaults.part(events.longestDelay(), draws.nextDouble()));
            Duration first = late ? delay : inTime;
            if (lost) {
                return List.of();
            }
            return doubled ? List.of(first, again) : List.of(first);
        }
    }
}
