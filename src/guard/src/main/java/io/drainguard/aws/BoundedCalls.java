package io.drainguard.aws;

import io.drainguard.sweep.Fault;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.Time;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes calls side by side, each in a virtual thread, a bounded number at a time. Once AWS has throttled a call after
/// its retries, the calls that have not begun are not made: they fail as that one did.
public final class BoundedCalls implements SideBySide {
    /// So many calls of 100 ms make 160 a second, more than AWS's buckets allow for long (EC2 Auto Scaling API
    /// Reference, Welcome; EC2 Developer Guide, ec2-api-throttling).
    private static final int WIDTH = 16;

    @Override
    public <K, V> Map<K, V> each(Collection<K> keys, Function<K, V> call, BiFunction<K, Fault, V> failed) {
        if (keys.size() < 2) {
            return IN_TURN.each(keys, call, failed);
        }
        Semaphore free = new Semaphore(WIDTH);
        AtomicReference<@Nullable Fault> throttled = new AtomicReference<>();
        Map<K, Future<V>> pending = new LinkedHashMap<>();
        Map<K, V> results = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            keys.forEach(key -> pending.put(key, threads.submit(() -> within(free, throttled, key, call))));
            pending.forEach((key, result) -> results.put(key, await(key, result, failed)));
        }
        return results;
    }

    private static <K, V> V within(
            Semaphore free, AtomicReference<@Nullable Fault> throttled, K key, Function<K, V> call) {
        free.acquireUninterruptibly();
        try {
            Fault before = throttled.get();
            if (before != null) {
                throw before;
            }
            return call.apply(key);
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.THROTTLED) {
                throttled.set(fault);
            }
            throw fault;
        } finally {
            free.release();
        }
    }

    private static <K, V> V await(K key, Future<V> result, BiFunction<K, Fault, V> failed) {
        try {
            return result.get();
        } catch (ExecutionException broken) {
            return switch (broken.getCause()) {
                case Fault fault -> failed.apply(key, fault);
                case RuntimeException own -> throw own;
                case null, default -> throw new IllegalStateException(broken);
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Time.Stopped(interrupted);
        }
    }
}
