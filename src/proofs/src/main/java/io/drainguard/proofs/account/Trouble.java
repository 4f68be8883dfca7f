package io.drainguard.proofs.account;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.NoReply;
import io.drainguard.sim.world.Service;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;

/// Lets chosen calls go wrong, each the number of times it was told to; all others go through.
public final class Trouble implements Interceptor {
    private final Map<String, Queue<Fate>> fates = new HashMap<>();

    private interface Fate {
        <T> T strike(Supplier<T> effect);
    }

    /// The next so many calls of an operation are refused.
    public Trouble refuse(String action, int times, AwsError error) {
        return next(action, times, new Fate() {
            @Override
            public <T> T strike(Supplier<T> effect) {
                throw error;
            }
        });
    }

    /// The next call of an operation has its effect, and the reply is lost.
    public Trouble loseReply(String action) {
        return next(action, 1, new Fate() {
            @Override
            public <T> T strike(Supplier<T> effect) {
                var _ = effect.get();
                throw new NoReply(true);
            }
        });
    }

    /// Something happens right before the next call of an operation.
    public Trouble before(String action, Runnable event) {
        return next(action, 1, new Fate() {
            @Override
            public <T> T strike(Supplier<T> effect) {
                event.run();
                return effect.get();
            }
        });
    }

    private Trouble next(String action, int times, Fate fate) {
        for (int i = 0; i < times; i++) {
            fates.computeIfAbsent(action, name -> new ArrayDeque<>()).add(fate);
        }
        return this;
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        Fate fate = fates.getOrDefault(action, new ArrayDeque<>()).poll();
        return fate == null ? effect.get() : fate.strike(effect);
    }
}
