package io.drainguard.proofs.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.EveryCore;
import io.drainguard.proofs.lease.LeaseStory.Verdict;
import io.drainguard.proofs.trial.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// The promises of the lease, over many seeds. A seed that breaks one is replayed alone with `-Dseed=N`, with its
/// trace; a long run is `-Dseeds=1000000`.
@Isolated("it uses every core by itself")
class LeaseStoryTest {
    static final long SEEDS = Long.getLong("seeds", 100_000);

    private final LeaseStory story = new LeaseStory(LeaseDesigns.shipped());

    @Test
    void promise_holdsForEverySeed() {
        Long alone = Long.getLong("seed");
        if (alone != null) {
            replay(alone);
            return;
        }
        Sum sum = EveryCore.run(() -> LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .collect(Sum::new, (part, seed) -> part.add(story.play(seed, Trace.none())), Sum::add));

        System.out.println(sum);
        sum.broken.stream().min(Long::compare).ifPresent(this::replay);
        if (SEEDS >= 10_000) {
            assertThat(sum.never()).as("what never happened").isEmpty();
        }
    }

    @Test
    void seed_replaysToTheSameTrace() {
        Trace once = Trace.kept();
        Trace again = Trace.kept();
        story.play(42, once);
        story.play(42, again);

        assertThat(once.lines()).isNotEmpty().isEqualTo(again.lines());
    }

    private void replay(long seed) {
        Trace trace = Trace.kept();
        Verdict verdict = story.play(seed, trace);
        if (!verdict.broken().isEmpty() || Long.getLong("seed") != null) {
            trace.lines().forEach(System.out::println);
        }
        assertThat(verdict.broken()).as("seed %d", seed).isEmpty();
    }

    /// What many stories came to.
    private static final class Sum {
        final List<Long> broken = new ArrayList<>();
        final Map<Enum<?>, Long> counts = new HashMap<>();
        long seeds;
        Duration lasted = Duration.ZERO;

        void add(Verdict verdict) {
            seeds++;
            lasted = lasted.plus(verdict.lasted());
            verdict.counts().forEach((what, times) -> counts.merge(what, (long) times, Long::sum));
            if (!verdict.broken().isEmpty()) {
                broken.add(verdict.seed());
            }
        }

        void add(Sum other) {
            seeds += other.seeds;
            lasted = lasted.plus(other.lasted);
            other.counts.forEach((what, times) -> counts.merge(what, times, Long::sum));
            broken.addAll(other.broken);
        }

        List<Enum<?>> never() {
            return all().filter(what -> !counts.containsKey(what)).toList();
        }

        private static Stream<Enum<?>> all() {
            return Stream.concat(Arrays.stream(LeaseEvent.values()), Arrays.stream(LeaseExcuse.values()));
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("lease: %d seeds, %d days of the stories' time, %d broken%n"
                    .formatted(seeds, lasted.toDays(), broken.size()));
            all().forEach(what -> text.append("  %-30s %d%n".formatted(what, counts.getOrDefault(what, 0L))));
            return text.toString();
        }
    }
}
