package io.drainguard.sim.faults;

import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.EventDelivery;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.NoReply;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// The faults of one world. Rates may change while it runs: hurt it, then heal it.
public final class Faults {
    private static final Duration IN_TIME = Duration.ofSeconds(1);

    private final World world;
    private final SplittableRandom callDraws;
    private final SplittableRandom eventDraws;
    private CallRates calls = CallRates.NONE;
    private EventRates events = EventRates.NONE;

    private Faults(World world, long seed) {
        this.world = world;
        this.callDraws = new SplittableRandom(seed);
        this.eventDraws = callDraws.split();
    }

    /// Puts faults round a world's calls and events; nothing goes wrong until rates are set.
    public static Faults install(World world, long seed) {
        Faults faults = new Faults(world, seed);
        world.intercept(faults.new FaultyCalls());
        world.deliverEvents(faults.new FaultyEvents());
        return faults;
    }

    /// Changes how often calls go wrong, from the next call on.
    public Faults calls(CallRates rates) {
        calls = rates;
        return this;
    }

    /// Changes how often events go astray, from the next event on.
    public Faults events(EventRates rates) {
        events = rates;
        return this;
    }

    /// From now on nothing goes wrong.
    public void heal() {
        calls = CallRates.NONE;
        events = EventRates.NONE;
    }

    /// Two draws per call: which fault, and how much of it.
    private final class FaultyCalls implements Interceptor {
        @Override
        public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
            double which = callDraws.nextDouble();
            double amount = callDraws.nextDouble();
            double bound = calls.throttled();
            if (which < bound) {
                throw ServiceErrors.throttled(service);
            }
            bound += calls.failed();
            if (which < bound) {
                throw amount < 0.5 ? ServiceErrors.broken(service) : ServiceErrors.unavailable(service);
            }
            bound += calls.lostRequest();
            if (which < bound) {
                throw new NoReply(false);
            }
            bound += calls.lostReply();
            if (which < bound) {
                return loseReply(effect);
            }
            bound += calls.slow();
            return which < bound ? slowly(effect, amount) : effect.get();
        }

        private <T> T loseReply(Supplier<T> effect) {
            T unseen = effect.get();
            throw new NoReply(unseen != null);
        }

        private <T> T slowly(Supplier<T> effect, double amount) {
            Duration delay = part(calls.longestDelay(), amount);
            if (amount < 0.5) {
                world.advance(delay);
                return effect.get();
            }
            T result = effect.get();
            world.advance(delay);
            return result;
        }
    }

    /// Five draws per event.
    private final class FaultyEvents implements EventDelivery {
        @Override
        public List<Duration> arrivals(Event event) {
            boolean lost = eventDraws.nextDouble() < events.lost();
            boolean doubled = eventDraws.nextDouble() < events.doubled();
            boolean late = eventDraws.nextDouble() < events.late();
            Duration delay = IN_TIME.plus(part(events.longestDelay(), eventDraws.nextDouble()));
            Duration again = delay.plus(part(events.longestDelay(), eventDraws.nextDouble()));
            Duration first = late ? delay : IN_TIME;
            if (lost) {
                return List.of();
            }
            return doubled ? List.of(first, again) : List.of(first);
        }
    }

    private static Duration part(Duration whole, double share) {
        return Duration.ofMillis((long) (whole.toMillis() * share));
    }
}
