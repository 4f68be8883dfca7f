package io.drainguard.proofs.bench;

import io.drainguard.sim.world.World;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Reply;
import io.drainguard.sweep.SideBySide;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Calls that run side by side on the virtual clock, as [io.drainguard.aws.BoundedCalls] makes them in real time: so
/// many at once, and none after one that AWS has throttled.
record CrowdCalls(Crowd crowd, World world) implements SideBySide {
    /// As many as in the function.
    private static final int WIDTH = 16;

    @Override
    public <K, V> Map<K, Reply<V>> each(Collection<K> keys, Function<K, V> call) {
        return keys.size() < 2 ? IN_TURN.each(keys, call) : new Round<>(keys, call).run();
    }

    private final class Round<K, V> {
        private final Queue<K> waiting;
        private final Function<K, V> call;
        private final Map<K, Reply<V>> replies = new LinkedHashMap<>();
        private final Semaphore done = new Semaphore(0);
        private int working;
        private @Nullable Fault throttled;
        private @Nullable RuntimeException broken;

        private Round(Collection<K> keys, Function<K, V> call) {
            this.waiting = new ArrayDeque<>(keys);
            this.call = call;
            keys.forEach(key -> replies.put(key, new Reply.Failed<>(new Fault(Fault.Kind.BROKEN, "not made", new IllegalStateException()))));
        }

        private Map<K, Reply<V>> run() {
            working = Math.min(WIDTH, waiting.size());
            for (int i = 0; i < Math.min(WIDTH, replies.size()); i++) {
                crowd.at(world.instant(), this::work);
            }
            crowd.rest(done);
            if (broken != null) {
                throw broken;
            }
            return replies;
        }

        private void work() {
            try {
                for (K key = waiting.poll(); key != null; key = waiting.poll()) {
                    Fault before = throttled;
                    K asked = key;
                    Reply<V> reply = before == null ? Reply.of(() -> call.apply(asked)) : new Reply.Failed<>(before);
                    if (reply instanceof Reply.Failed<V>(Fault fault) && fault.kind() == Fault.Kind.THROTTLED) {
                        throttled = fault;
                    }
                    replies.put(key, reply);
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
    }
}
