package io.drainguard.proofs.bench;

import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.SideBySide;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Calls that run side by side on the virtual clock, as [io.drainguard.aws.BoundedCalls] makes them in real time: so
/// many at once, and none after one that AWS has throttled.
record CrowdCalls(Crowd crowd, World world) implements SideBySide {
    /// As many as in the function.
    private static final int WIDTH = 16;

    @Override
    public <K, V> Map<K, V> each(Collection<K> keys, Function<K, V> call, BiFunction<K, Fault, V> failed) {
        return keys.size() < 2 ? IN_TURN.each(keys, call, failed) : new Round<>(keys, call).run(failed);
    }

    private final class Round<K, V> {
        private final List<K> keys;
        private final Queue<K> waiting;
        private final Function<K, V> call;
        private final Map<K, V> answers = new HashMap<>();
        private final Map<K, Fault> faults = new HashMap<>();
        private final Semaphore done = new Semaphore(0);
        private int working;
        private @Nullable Fault throttled;
        private @Nullable RuntimeException broken;

        private Round(Collection<K> keys, Function<K, V> call) {
            this.keys = List.copyOf(keys);
            this.waiting = new ArrayDeque<>(keys);
            this.call = call;
        }

        private Map<K, V> run(BiFunction<K, Fault, V> failed) {
            working = Math.min(WIDTH, keys.size());
            for (int i = 0; i < Math.min(WIDTH, keys.size()); i++) {
                crowd.at(world.instant(), this::work);
            }
            crowd.rest(done);
            if (broken != null) {
                throw broken;
            }
            Map<K, V> results = new LinkedHashMap<>();
            for (K key : keys) {
                Fault fault = faults.get(key);
                results.put(key, fault == null ? answers.get(key) : failed.apply(key, fault));
            }
            return results;
        }

        private void work() {
            try {
                for (K key = waiting.poll(); key != null; key = waiting.poll()) {
                    make(key);
                }
            } catch (RuntimeException failure) {
                broken = failure;
            } finally {
                working--;
                if (working == 0) {
                    crowd.wake(done);
                }
            }
        }

        private void make(K key) {
            if (throttled != null) {
                faults.put(key, throttled);
                return;
            }
            try {
                answers.put(key, call.apply(key));
            } catch (Fault fault) {
                faults.put(key, fault);
                throttled = fault.kind() == Fault.Kind.THROTTLED ? fault : throttled;
            }
        }
    }
}
