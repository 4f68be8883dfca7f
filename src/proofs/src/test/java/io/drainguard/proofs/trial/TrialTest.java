package io.drainguard.proofs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.EveryCore;
import io.drainguard.proofs.trial.Trial.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The promise, over many seeds. A seed that breaks it is replayed alone with `-Dseed=N`, with its trace; a long run
/// is `-Dseeds=1000000`.
@Isolated("it uses every core by itself")
class TrialTest {
    static final long SEEDS = Long.getLong("seeds", 100_000);

    final Trial trial = new Trial(AwsPorts::of);

    @Test
    void promise_holdsForEverySeed() {
        Long alone = Long.getLong("seed");
        if (alone != null) {
            replay(alone);
            return;
        }
        Sum sum = EveryCore.run(() -> LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .collect(Sum::new, (part, seed) -> part.add(trial.play(seed, Trace.none())), Sum::add));

        System.out.println(sum);
        System.out.println(
                "seeds that broke a promise: " + sum.broken.stream().sorted().toList());
        sum.broken.stream().min(Long::compare).ifPresent(this::replay);
        if (SEEDS >= 10_000) {
            // A suite in which something never happens proves nothing about it.
            assertThat(sum.never()).as("what never happened").isEmpty();
        }
    }

    /// Seeds that once broke a promise: of the guard, or of the judge.
    @ParameterizedTest
    @ValueSource(
            longs = {
                304_945, 560, 621, 885, 986, 992, 2_937, 6_269, 8_153, 12_619, 16_740, 16_828, 21_729, 26_142, 27_248,
                47_386, 58_707, 59_376, 73_743
            })
    void seed_thatOnceBrokeAPromise_holds(long seed) {
        replay(seed);
    }

    @Test
    void seed_replaysToTheSameTrace() {
        Trace once = Trace.kept();
        Trace again = Trace.kept();
        trial.play(42, once);
        trial.play(42, again);

        assertThat(once.lines()).isNotEmpty().isEqualTo(again.lines());
    }

    private void replay(long seed) {
        Trace trace = Trace.kept();
        Verdict verdict = trial.play(seed, trace);
        if (!verdict.broken().isEmpty() || Long.getLong("seed") != null) {
            trace.lines().forEach(System.out::println);
        }
        assertThat(verdict.broken()).as("seed %d", seed).isEmpty();
    }

    /// What many trials came to.
    static final class Sum {
        final List<Long> broken = new ArrayList<>();
        final Map<Enum<?>, Long> counts = new HashMap<>();
        long seeds;
        long decisions;
        long calls;

        void add(Verdict verdict) {
            seeds++;
            decisions += verdict.decisions();
            calls += verdict.calls();
            verdict.counts().forEach((what, times) -> counts.merge(what, (long) times, Long::sum));
            if (!verdict.broken().isEmpty()) {
                broken.add(verdict.seed());
            }
        }

        void add(Sum other) {
            seeds += other.seeds;
            decisions += other.decisions;
            calls += other.calls;
            other.counts.forEach((what, times) -> counts.merge(what, times, Long::sum));
            broken.addAll(other.broken);
        }

        List<Enum<?>> never() {
            return all().filter(what -> !counts.containsKey(what)).toList();
        }

        private static Stream<Enum<?>> all() {
            return Stream.concat(Arrays.stream(CoverageEvent.values()), Arrays.stream(Excuse.values()));
        }

        @Override
        public String toString() {
            StringBuilder text =
                    new StringBuilder("trials: %d seeds, %d decisions, %d calls%n".formatted(seeds, decisions, calls));
            all().forEach(what -> text.append("  %-28s %d%n".formatted(what, counts.getOrDefault(what, 0L))));
            return text.toString();
        }
    }
}
