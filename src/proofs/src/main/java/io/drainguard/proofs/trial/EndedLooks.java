package io.drainguard.proofs.trial;

import static java.util.stream.Collectors.toSet;

import io.drainguard.sim.bus.Batch;
import io.drainguard.sim.bus.QueueMapping;
import io.drainguard.sim.bus.QueueMessage;
import io.drainguard.sim.bus.QueueSettings;
import io.drainguard.sim.bus.WorldTime;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.LookEnded;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/// The queue of ended looks as the template has it.
final class EndedLooks {
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);
    private static final QueueSettings TEMPLATE =
            new QueueSettings(Duration.ofSeconds(2), 1_000, 2, FUNCTION_TIMEOUT, Duration.ofMinutes(15), 2);

    private final SeededRandom chance;
    private final History chronicle;
    private final QueueMapping<LookEnded> queue;

    /// Ended looks that the function is called with.
    ///
    /// @param ended told whether the function has served them
    record Call(Set<LookEnded> looks, Consumer<Boolean> ended) {}

    EndedLooks(World world, SeededRandom chance, History chronicle, Consumer<Call> function) {
        this.chance = chance;
        this.chronicle = chronicle;
        this.queue = new QueueMapping<>(
                TEMPLATE,
                chance.split().nextLong(),
                new WorldTime(world),
                FUNCTION_TIMEOUT,
                (batch, ended) -> call(batch, ended, function));
    }

    void arrived(LookEnded end) {
        queue.send(end);
    }

    private void call(Batch<LookEnded> batch, Consumer<Boolean> ended, Consumer<Call> function) {
        Set<LookEnded> looks = batch.messages().stream().map(QueueMessage::body).collect(toSet());
        if (looks.size() > 1) {
            chronicle.happened(CoverageEvent.BATCH_OF_ENDS, looks.size() + " looks");
        }
        if (chance.in(2)) {
            chronicle.happened(CoverageEvent.BATCH_THROTTLED, looks.size() + " looks");
            ended.accept(false);
        } else {
            function.accept(new Call(looks, ended));
        }
    }
}
