package io.drainguard.proofs.trial;

import io.drainguard.proofs.Seeds;
import io.drainguard.proofs.trial.Trial.Verdict;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The promise, over many seeds (see [Seeds] for how to replay one).
@Isolated("it uses every core by itself")
class TrialTest {
    private final Seeds<Verdict> seeds = new Seeds<>(
            "trials",
            new Trial(AwsPorts::of)::play,
            Map.of("decisions", Verdict::decisions, "calls", Verdict::calls),
            Stream.<Enum<?>[]>of(CoverageEvent.values(), Excuse.values())
                    .flatMap(Stream::of)
                    .toList());

    @Test
    void promise_holdsForEverySeed() {
        seeds.assertNoPromiseBreaks();
    }

    /// Seeds that once broke a promise: of the guard, or of the judge.
    @ParameterizedTest
    @ValueSource(
            longs = {
                304_945, 560, 621, 885, 986, 992, 2_937, 6_269, 8_153, 12_619, 16_740, 16_828, 21_729, 26_142, 27_248,
                47_386, 18_274, 22_153, 54_912, 58_707, 59_376, 73_743
            })
    void seed_thatOnceBrokeAPromise_holds(long seed) {
        seeds.replay(seed);
    }

    @Test
    void seed_replaysToTheSameTrace() {
        seeds.assertReplaysToTheSameTrace();
    }
}
