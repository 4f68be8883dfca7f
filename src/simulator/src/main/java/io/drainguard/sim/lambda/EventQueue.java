package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.sim.time.SimTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Lambda's internal queue of asynchronous events: it tries, waits and tries again.
///
/// Function errors are retried up to the configured number of times, one minute after the first and two minutes
/// after the second attempt. Throttled events go back for as long as they are young enough, after 1 s at first
/// and then twice as long each time up to 5 minutes; that costs no attempt. Source: Lambda Developer Guide,
/// invocation-async-error-handling.
final class EventQueue {

    /// Runs the function once.
    @FunctionalInterface
    interface Attempt {
        CompletableFuture<Outcome> run(String requestId, byte[] payload);
    }

    private static final List<Duration> AFTER_ERROR = List.of(Duration.ofMinutes(1), Duration.ofMinutes(2));
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);

    private record Event(String requestId, String payload, Instant since, int invokes, Duration backOff, Outcome last) {

        Event ran(Outcome outcome) {
            return new Event(requestId, payload, since, invokes + 1, FIRST_BACK_OFF, outcome);
        }

        Event throttled() {
            Duration twice = backOff.multipliedBy(2);
            Duration next = twice.compareTo(LONGEST_BACK_OFF) < 0 ? twice : LONGEST_BACK_OFF;
            return new Event(requestId, payload, since, invokes, next, last);
        }

        FailedEvent failed(FailedEvent.Condition condition) {
            return new FailedEvent(requestId, payload, condition, invokes, last);
        }
    }

    private final SimTime time;
    private final AsyncSettings settings;
    private final Attempt attempt;
    private final FunctionListener listener;
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    EventQueue(SimTime time, AsyncSettings settings, Attempt attempt, FunctionListener listener) {
        this.time = time;
        this.settings = settings;
        this.attempt = attempt;
        this.listener = listener;
    }

    /// Takes an event; the first attempt is made as soon as the time source lets it.
    void add(String requestId, String payload) {
        int copies = settings.copies().applyAsInt(events.getAndIncrement());
        for (int copy = 0; copy < copies; copy++) {
            open.incrementAndGet();
            Event event = new Event(requestId, payload, time.now(), 0, FIRST_BACK_OFF, new Outcome.Throttled());
            tryAfter(Duration.ZERO, event);
        }
    }

    /// How many events are not yet done with, neither handled nor given up.
    int open() {
        return open.get();
    }

    private void tryAfter(Duration delay, Event event) {
        SimTime.Waiting _ = time.after(delay, () -> tryNow(event));
    }

    private void tryNow(Event event) {
        if (tooOld(event)) {
            giveUp(event.failed(FailedEvent.Condition.EVENT_AGE_EXCEEDED));
            return;
        }
        CompletableFuture<Void> _ = attempt.run(
                        event.requestId(), event.payload().getBytes(UTF_8))
                .thenAccept(outcome -> ended(event, outcome));
    }

    private boolean tooOld(Event event) {
        return Duration.between(event.since(), time.now()).compareTo(settings.maximumEventAge()) > 0;
    }

    private void ended(Event event, Outcome outcome) {
        listener.ended(event.requestId(), outcome);
        switch (outcome) {
            case Outcome.Returned _ -> open.decrementAndGet();
            case Outcome.Throttled _ -> tryAfter(event.backOff(), event.throttled());
            case Outcome.Failed _, Outcome.TimedOut _, Outcome.Crashed _ -> failed(event.ran(outcome));
        }
    }

    private void failed(Event event) {
        if (event.invokes() > settings.maximumRetryAttempts()) {
            giveUp(event.failed(FailedEvent.Condition.RETRIES_EXHAUSTED));
        } else {
            tryAfter(AFTER_ERROR.get(event.invokes() - 1), event);
        }
    }

    private void giveUp(FailedEvent event) {
        listener.gaveUp(event);
        open.decrementAndGet();
    }
}
