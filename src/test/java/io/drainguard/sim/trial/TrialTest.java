package io.drainguard.sim.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.trial.Trial.Verdict;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The promise, over many seeds. A seed that breaks it is replayed alone with `-Dseed=N`, with its trace.
class TrialTest {
    static final long SEEDS = Long.getLong("seeds", 1_000);

    final Trial trial = new Trial(Ports::of);

    @Test
    void promise_holdsForEverySeed() {
        Long alone = Long.getLong("seed");
        List<Verdict> verdicts = LongStream.range(alone == null ? 1 : alone, alone == null ? SEEDS + 1 : alone + 1)
                .parallel()
                .mapToObj(seed -> trial.play(seed, Trace.none()))
                .toList();

        verdicts.stream()
                .filter(verdict -> !verdict.broken().isEmpty())
                .findFirst()
                .ifPresent(this::replay);
        // A suite in which nothing happens would hold, too.
        assertThat(verdicts.stream().mapToInt(Verdict::released).sum()).isGreaterThan(verdicts.size() / 2);
        assertThat(verdicts.stream().mapToInt(Verdict::retained).sum()).isGreaterThan(verdicts.size() / 20);
        System.out.printf(
                "trials: %d seeds, %d decisions, %d released, %d given up, %d calls%n",
                verdicts.size(),
                verdicts.stream().mapToLong(Verdict::decisions).sum(),
                verdicts.stream().mapToLong(Verdict::released).sum(),
                verdicts.stream().mapToLong(Verdict::retained).sum(),
                verdicts.stream().mapToLong(Verdict::calls).sum());
    }

    @Test
    void seed_replaysToTheSameTrace() {
        Trace once = Trace.kept();
        Trace again = Trace.kept();
        trial.play(42, once);
        trial.play(42, again);

        assertThat(once.lines()).isNotEmpty().isEqualTo(again.lines());
    }

    private void replay(Verdict verdict) {
        Trace trace = Trace.kept();
        trial.play(verdict.seed(), trace);
        trace.lines().forEach(System.out::println);
        assertThat(verdict.broken()).as("seed %d", verdict.seed()).isEmpty();
    }
}
