package io.drainguard.sim.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final Outcome RETURNED = new Outcome.Returned("{}");
    private static final Outcome FAILED = new Outcome.Failed("Broken", "as told");
    private static final Outcome THROTTLED = new Outcome.Throttled();

    private final VirtualTime time = new VirtualTime(START);
    private final List<Long> attempts = new ArrayList<>();
    private final List<String> requestIds = new ArrayList<>();
    private final List<FailedEvent> failures = new ArrayList<>();
    private final Deque<Outcome> script = new ArrayDeque<>();

    @Test
    void add_functionReturns_isTriedOnce() {
        script.add(RETURNED);
        EventQueue queue = run(AsyncSettings.defaults(), Duration.ofHours(7));
        assertThat(attempts).containsExactly(0L);
        assertThat(queue.open()).isZero();
    }

    @Test
    void add_functionFails_isTriedAgainAfterOneAndTwoMinutes() {
        run(AsyncSettings.defaults(), Duration.ofHours(7));
        assertThat(attempts).containsExactly(0L, 60L, 180L);
    }

    @Test
    void add_functionTimesOutOrCrashes_countsAsItsError() {
        script.add(new Outcome.TimedOut(Duration.ofSeconds(3)));
        script.add(new Outcome.Crashed(137));
        script.add(RETURNED);
        run(AsyncSettings.defaults(), Duration.ofHours(1));
        assertThat(attempts).containsExactly(0L, 60L, 180L);
        assertThat(failures).isEmpty();
    }

    @Test
    void add_retriesExhausted_goesToTheDestination() {
        EventQueue queue = run(AsyncSettings.defaults().retries(1), Duration.ofHours(7));
        assertThat(failures)
                .containsExactly(new FailedEvent("id", "{}", FailedEvent.Condition.RETRIES_EXHAUSTED, 2, FAILED));
        assertThat(queue.open()).isZero();
    }

    @Test
    void add_retry_hasTheSameRequestId() {
        run(AsyncSettings.defaults().retries(1), Duration.ofHours(1));
        assertThat(requestIds).containsExactly("id", "id");
    }

    @Test
    void add_throttled_waitsTwiceAsLongEachTimeUpToFiveMinutes() {
        script.addAll(List.of(THROTTLED, THROTTLED, THROTTLED, THROTTLED, THROTTLED, THROTTLED));
        script.addAll(List.of(THROTTLED, THROTTLED, THROTTLED, THROTTLED, THROTTLED, RETURNED));
        run(AsyncSettings.defaults().retries(0), Duration.ofHours(1));
        assertThat(attempts).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L, 127L, 255L, 511L, 811L, 1111L);
        assertThat(failures).isEmpty();
    }

    @Test
    void add_throttledLongerThanTheEventMayAge_isGivenUpUnrun() {
        for (int i = 0; i < 20; i++) {
            script.add(THROTTLED);
        }
        run(AsyncSettings.defaults().eventAge(Duration.ofSeconds(60)), Duration.ofHours(1));
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.condition()).isEqualTo(FailedEvent.Condition.EVENT_AGE_EXCEEDED);
            assertThat(failure.invokeCount()).isZero();
        });
    }

    @Test
    void add_doubled_runsTwice() {
        script.addAll(List.of(RETURNED, RETURNED));
        run(AsyncSettings.defaults().copies(_ -> 2), Duration.ofHours(1));
        assertThat(attempts).containsExactly(0L, 0L);
    }

    @Test
    void add_lost_neverRuns() {
        EventQueue queue = run(AsyncSettings.defaults().copies(_ -> 0), Duration.ofHours(7));
        assertThat(attempts).isEmpty();
        assertThat(queue.open()).isZero();
    }

    private EventQueue run(AsyncSettings settings, Duration length) {
        EventQueue queue = new EventQueue(time, settings, this::attempt, new FunctionListener() {
            @Override
            public void gaveUp(FailedEvent event) {
                failures.add(event);
            }
        });
        queue.add("id", "{}");
        time.advance(length);
        return queue;
    }

    /// Ends as the script says, and fails where it says nothing more.
    private CompletableFuture<Outcome> attempt(String requestId, byte[] payload) {
        attempts.add(Duration.between(START, time.now()).toSeconds());
        requestIds.add(requestId);
        Outcome next = script.poll();
        return CompletableFuture.completedFuture(next == null ? FAILED : next);
    }
}
