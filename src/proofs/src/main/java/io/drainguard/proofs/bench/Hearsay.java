package io.drainguard.proofs.bench;

import io.drainguard.decide.NodeId;
import io.drainguard.sim.bus.Batch;
import io.drainguard.sim.bus.QueueMapping;
import io.drainguard.sim.bus.QueueMessage;
import io.drainguard.sim.bus.QueueSettings;
import io.drainguard.sim.bus.WorldTime;
import io.drainguard.sim.world.Event;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.TerminationNotice;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What a function hears of its account: events of terminations straight, those of ended looks through the template's
/// queue, and the schedule.
final class Hearsay {
    private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(300);

    /// As the template sets them.
    private static final QueueSettings QUEUE =
            new QueueSettings(Duration.ofSeconds(2), 1_000, 2, FUNCTION_TIMEOUT, Duration.ofSeconds(600), 2);

    /// Events of terminations took 3 s at the least and 126 s at the most (recorded:
    /// autoscaling/lifecycle_native.json).
    private static final int FASTEST = 3_000;

    private static final int SLOWEST = 126_000;

    /// *Assumption*: how many termination events come later than after 3 to 5 s, and how many events of ended looks
    /// later than after 0.5 to 3 s; no capture counts them.
    static final double LATE_TERMINATIONS = 0.1;

    static final double LATE_ENDS = 0.01;

    private final SplittableRandom random;
    private final Function function;
    private final QueueMapping<LookEnded> queue;

    /// Lets a function hear everything.
    Hearsay(Fleet fleet, Function function) {
        this.random = new SplittableRandom(fleet.shape.seed() + 7);
        this.function = function;
        this.queue = new QueueMapping<>(
                QUEUE, fleet.shape.seed(), new WorldTime(fleet.world), FUNCTION_TIMEOUT, this::batch);
        fleet.world.deliverEvents(event -> List.of(span(event)));
        fleet.world.onEvent(this::heard);
    }

    private Duration span(Event event) {
        return event instanceof Event.CommandEnded
                ? drawn(LATE_ENDS, 500, 3_000)
                : drawn(LATE_TERMINATIONS, FASTEST, 5_000);
    }

    /// Late ones are spread so that each doubling of the time is as likely as the next.
    private Duration drawn(double late, int fromMillis, int toMillis) {
        return Duration.ofMillis(
                random.nextDouble() < late
                        ? (long) (toMillis * Math.pow((double) SLOWEST / toMillis, random.nextDouble()))
                        : random.nextLong(fromMillis, toMillis));
    }

    private void heard(Event event) {
        switch (event) {
            case Event.LifecycleHook hook -> {
                TerminationNotice notice = new TerminationNotice(
                        new NodeId(hook.group(), hook.instanceId()), hook.hook(), hook.time(), hook.token());
                function.call(Work.Kind.TERMINATION, (guard, until) -> guard.announced(notice, until), () -> {});
            }
            case Event.CommandEnded ended -> queue.send(new LookEnded(ended.commandId(), ended.instanceId()));
            case Event.TerminateResult _, Event.SpotWarning _, Event.RebalanceRecommendation _ -> {}
        }
    }

    private void batch(Batch<LookEnded> batch, Consumer<Boolean> ended) {
        var looks = batch.messages().stream().map(QueueMessage::body).collect(Collectors.toSet());
        function.call(Work.Kind.ENDED_LOOKS, (guard, until) -> guard.collect(looks, until), () -> ended.accept(true));
    }

    /// A schedule of which every tenth tick is up to 20 s late, as EventBridge Scheduler may be.
    static java.util.function.Supplier<Duration> late(Fleet fleet) {
        return () -> fleet.random.nextInt(10) == 0 ? fleet.drawn(0, 20_000) : Duration.ZERO;
    }

    /// A schedule that is always in time.
    static java.util.function.Supplier<Duration> punctual() {
        return () -> Duration.ZERO;
    }
}
