package io.drainguard.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.trial.Played;
import io.drainguard.proofs.trial.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/// Plays the stories of many seeds, and says what they came to. A seed that breaks a promise is replayed alone with
/// `-Dseed=N`, with its trace; a long run is `-Dseeds=1000000`.
///
/// @param title what is played, for the sums
/// @param story plays a seed, and tells the trace what happens
/// @param measures what is summed up of each story, by its name
/// @param all what may happen in stories
/// @param <V> how one went
public record Seeds<V extends Played>(
        String title, BiFunction<Long, Trace, V> story, Map<String, ToLongFunction<V>> measures, List<Enum<?>> all) {
    private static final long SEEDS = Long.getLong("seeds", 100_000);

    /// Asserts that no story of any seed breaks a promise, and that everything happens in one.
    public void assertNoPromiseBreaks() {
        Long alone = Long.getLong("seed");
        if (alone != null) {
            replay(alone);
            return;
        }
        Sum sum = EveryCore.run(() -> LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .collect(Sum::new, (part, seed) -> part.add(story.apply(seed, Trace.none())), Sum::add));

        System.out.println(sum);
        sum.broken.stream().min(Long::compare).ifPresent(this::replay);
        if (SEEDS >= 10_000) {
            // A suite in which something never happens proves nothing about it.
            assertThat(all.stream().filter(what -> !sum.counts.containsKey(what)))
                    .as("what never happened")
                    .isEmpty();
        }
    }

    /// Plays one seed, and prints its trace where it is asked for alone or breaks a promise.
    public void replay(long seed) {
        Trace trace = Trace.kept();
        List<String> broken = story.apply(seed, trace).broken();
        if (!broken.isEmpty() || Long.getLong("seed") != null) {
            trace.lines().forEach(System.out::println);
        }
        assertThat(broken).as("seed %d", seed).isEmpty();
    }

    /// Asserts that a seed is the same story each time.
    public void assertReplaysToTheSameTrace() {
        Trace once = Trace.kept();
        Trace again = Trace.kept();
        story.apply(42L, once);
        story.apply(42L, again);

        assertThat(once.lines()).isNotEmpty().isEqualTo(again.lines());
    }

    /// What the stories came to.
    private final class Sum {
        final List<Long> broken = new ArrayList<>();
        final Map<Enum<?>, Long> counts = new HashMap<>();
        final Map<String, Long> measured = new HashMap<>();
        long seeds;

        void add(V played) {
            seeds++;
            measures.forEach((name, measure) -> measured.merge(name, measure.applyAsLong(played), Long::sum));
            played.counts().forEach((what, times) -> counts.merge(what, (long) times, Long::sum));
            if (!played.broken().isEmpty()) {
                broken.add(played.seed());
            }
        }

        void add(Sum other) {
            seeds += other.seeds;
            other.measured.forEach((name, number) -> measured.merge(name, number, Long::sum));
            other.counts.forEach((what, times) -> counts.merge(what, times, Long::sum));
            broken.addAll(other.broken);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("%s: %d seeds".formatted(title, seeds));
            measured.forEach((name, number) -> text.append(", %d %s".formatted(number, name)));
            if (!broken.isEmpty()) {
                text.append(", promises broken by ")
                        .append(broken.stream().sorted().toList());
            }
            text.append(System.lineSeparator());
            all.forEach(what -> text.append("  %-30s %d%n".formatted(what, counts.getOrDefault(what, 0L))));
            return text.toString();
        }
    }
}
