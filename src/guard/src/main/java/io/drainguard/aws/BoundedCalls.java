package io.drainguard.aws;

import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Reply;
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
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes calls side by side, each in a virtual thread, a bounded number at a time. Once AWS has throttled a call after
/// its retries, the calls that have not begun are not made: they fail as that one did.
public final class BoundedCalls implements SideBySide {
    /// So many calls of 100 ms make 160 a second, more than AWS's buckets allow for long (EC2 Auto Scaling API
    /// Reference, Welcome; EC2 Developer Guide, ec2-api-throttling).
    private static final int WIDTH = 16;

    @Override
    public <K, V> Map<K, Reply<V>> each(Collection<K> keys, Function<K, V> call) {
        if (keys.size() < 2) {
            return IN_TURN.each(keys, call);
        }
        Semaphore free = new Semaphore(WIDTH);
        AtomicReference<@Nullable Fault> throttled = new AtomicReference<>();
        Map<K, Future<Reply<V>>> pending = new LinkedHashMap<>();
        Map<K, Reply<V>> replies = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            keys.forEach(key -> pending.put(
                    key, threads.submit(() -> within(free, throttled, () -> call.apply(key)))));
            pending.forEach((key, reply) -> replies.put(key, answer(reply)));
        }
        return replies;
    }

    /// The reply of a call, which throws here what no call may throw: a fault of the guard itself.
    private static <V> Reply<V> answer(Future<Reply<V>> reply) {
        try {
            return reply.get();
        } catch (ExecutionException broken) {
            throw broken.getCause() instanceof RuntimeException own ? own : new IllegalStateException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Time.Stopped(interrupted);
        }
    }

    private static <V> Reply<V> within(
            Semaphore free, AtomicReference<@Nullable Fault> throttled, Supplier<V> call) {
        free.acquireUninterruptibly();
        try {
            Fault before = throttled.get();
            Reply<V> reply = before == null ? Reply.of(call) : new Reply.Failed<>(before);
            if (reply instanceof Reply.Failed<V>(Fault fault) && fault.kind() == Fault.Kind.THROTTLED) {
                throttled.set(fault);
            }
            return reply;
        } finally {
            free.release();
        }
    }
}
