package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sweep.Fault;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls that are made side by side.
@Timeout(60)
class BoundedCallsTest {
    private static final int WIDTH = 16;

    private final SideBySide calls = new BoundedCalls();

    /// Makes the calls; a fault stands for itself among the results.
    private <K> Map<K, Object> each(Collection<K> keys, Function<K, Object> call) {
        return calls.each(keys, call, (key, fault) -> fault);
    }

    @Test
    void results_comeInTheOrderOfTheKeys() {
        Map<Integer, Object> replies = each(numbers(100), number -> {
            sleep((100 - number) % 7);
            return "answer " + number;
        });

        assertThat(replies.keySet()).containsExactlyElementsOf(numbers(100));
        assertThat(replies.get(42)).isEqualTo("answer 42");
    }

    @Test
    void sixteenCalls_runAtTheSameTimeAndNeverMore() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(WIDTH);

        each(numbers(WIDTH * 4), number -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            meet(together);
            running.decrementAndGet();
            return number;
        });

        assertThat(most).hasValue(WIDTH);
    }

    @Test
    void callThatFails_doesNotStopTheOthers() {
        Map<Integer, Object> replies = each(numbers(50), number -> {
            if (number == 7) {
                throw fault(Fault.Kind.BROKEN);
            }
            return number;
        });

        assertThat(replies.values().stream().filter(Integer.class::isInstance)).hasSize(49);
        assertThat(replies.get(7)).isInstanceOf(Fault.class);
    }

    @Test
    void throttledCall_isTheLastThatBegins() {
        AtomicInteger made = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(WIDTH);

        Map<Integer, Object> replies = each(numbers(200), number -> {
            made.incrementAndGet();
            meet(together);
            throw fault(Fault.Kind.THROTTLED);
        });

        assertThat(made).hasValue(WIDTH);
        assertThat(replies).hasSize(200);
        assertThat(replies.values())
                .allMatch(reply -> reply instanceof Fault why && why.kind() == Fault.Kind.THROTTLED);
    }

    @Test
    void throttlingOfOneRound_doesNotStopTheNext() {
        each(numbers(20), number -> {
            throw fault(Fault.Kind.THROTTLED);
        });

        assertThat(each(numbers(20), number -> number).values()).allMatch(Integer.class::isInstance);
    }

    @Test
    void faultOfTheGuardItself_isThrownAsItIs() {
        assertThatThrownBy(() -> each(numbers(20), number -> {
                    throw new IllegalStateException("a fault of ours");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a fault of ours");
    }

    @Test
    void error_isThrownAsWell() {
        assertThatThrownBy(() -> each(numbers(20), number -> {
                    throw new AssertionError("no memory");
                }))
                .hasRootCauseMessage("no memory");
    }

    @Test
    void singleCall_isMadeByTheCallersThread() {
        Thread caller = Thread.currentThread();

        assertThat(each(List.of(1), number -> Thread.currentThread())).containsEntry(1, caller);
    }

    @Test
    void noCall_hasNoResult() {
        assertThat(each(List.of(), key -> key)).isEmpty();
    }

    @Test
    void interruptedCaller_isStopped() throws Exception {
        Throwable[] thrown = new Throwable[1];
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                each(numbers(2), number -> sleep(200));
            } catch (RuntimeException stopped) {
                thrown[0] = stopped;
            }
        });
        Thread.sleep(50);
        caller.interrupt();
        caller.join(Duration.ofSeconds(30));

        assertThat(thrown[0]).isInstanceOf(Time.Stopped.class);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Fault fault(Fault.Kind kind) {
        return new Fault(kind, "no", new IllegalStateException());
    }

    private static long sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return millis;
    }

    private static void meet(CyclicBarrier others) {
        try {
            others.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IllegalStateException("fewer than sixteen calls at the same time", alone);
        }
    }
}
