package io.drainguard.sim.faults;

import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.NoReply;
import io.drainguard.sim.world.Service;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Faults of calls, two draws per call: which fault, and how much of it. Nothing goes wrong until rates are set.
public final class CallFaults implements Interceptor {
    /// What can go wrong with a call.
    public enum Kind {
        /// Refused for coming too often.
        THROTTLED,
        /// Refused by an error of the service.
        FAILED,
        /// No answer, and no effect.
        LOST_REQUEST,
        /// No answer, but the effect.
        LOST_REPLY,
        /// Answered after a while.
        SLOW
    }

    private final SplittableRandom draws;
    private final Consumer<Duration> passing;
    private final Consumer<Kind> struck;
    private CallRates rates = CallRates.NONE;

    /// Faults of the calls they stand around; `passing` lets the time of a slow call pass, `struck` hears of
    /// each fault before it strikes.
    public CallFaults(SplittableRandom draws, Consumer<Duration> passing, Consumer<Kind> struck) {
        this.draws = draws;
        this.passing = passing;
        this.struck = struck;
    }

    /// Changes how often calls go wrong, from the next call on.
    public void rates(CallRates newRates) {
        rates = newRates;
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        double which = draws.nextDouble();
        double amount = draws.nextDouble();
        double bound = rates.throttled();
        if (which < bound) {
            struck.accept(Kind.THROTTLED);
            throw ServiceErrors.throttled(service);
        }
        bound += rates.failed();
        if (which < bound) {
            struck.accept(Kind.FAILED);
            throw amount < 0.5 ? ServiceErrors.broken(service) : ServiceErrors.unavailable(service);
        }
        bound += rates.lostRequest();
        if (which < bound) {
            struck.accept(Kind.LOST_REQUEST);
            throw new NoReply(false);
        }
        bound += rates.lostReply();
        if (which < bound) {
            struck.accept(Kind.LOST_REPLY);
            return loseReply(effect);
        }
        bound += rates.slow();
        return which < bound ? slowly(effect, amount) : effect.get();
    }

    private static <T> T loseReply(Supplier<T> effect) {
        T unseen = effect.get();
        throw new NoReply(unseen != null);
    }

    private <T> T slowly(Supplier<T> effect, double amount) {
        struck.accept(Kind.SLOW);
        Duration delay = part(rates.longestDelay(), amount);
        if (amount < 0.5) {
            passing.accept(delay);
            return effect.get();
        }
        T result = effect.get();
        passing.accept(delay);
        return result;
    }

    static Duration part(Duration whole, double share) {
        return Duration.ofMillis((long) (whole.toMillis() * share));
    }
}
