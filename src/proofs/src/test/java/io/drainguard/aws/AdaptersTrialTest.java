package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.proofs.trial.CoverageEvent;
import io.drainguard.proofs.trial.Trace;
import io.drainguard.proofs.trial.Trial;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The seeded trials are played with ports that are fast; the real adapters make the same calls at the same times and
/// come to the same decisions. These are seeds in which no guard dies: the SDK would take its death in the midst of a
/// call for a failed call.
class AdaptersTrialTest {
    private static final int STORIES = 8;
    private static final long LAST_SEED = 1_000;

    /// What the ports to the looks are for.
    private static final Set<CoverageEvent> WANTED = Set.of(
            CoverageEvent.BATCH_OF_ENDS,
            CoverageEvent.EVENT_LOST,
            CoverageEvent.EVENT_DOUBLED,
            CoverageEvent.NO_EVENTS,
            CoverageEvent.OUTPUT_BEHIND_ITS_EVENT,
            CoverageEvent.FOREIGN_LOOK,
            CoverageEvent.OLD_DOCUMENT,
            CoverageEvent.TOO_MANY_PENDING,
            CoverageEvent.NODE_CLOCK_OFF,
            CoverageEvent.NODE_CLOCK_STEPPED,
            CoverageEvent.DISPATCHED_IN_STEPS,
            CoverageEvent.SERVICE,
            CoverageEvent.TWO_GUARDS);

    private final Trial fast = new Trial(AwsPorts::of);
    private final Trial real = new Trial(Account::ports);

    /// The first stories, and after them those in which something wanted happens for the first time.
    static LongStream seeds() {
        Trial trial = new Trial(AwsPorts::of);
        Set<Enum<?>> missing = new HashSet<>(WANTED);
        LongStream.Builder seeds = LongStream.builder();
        int stories = 0;
        for (long seed = 1; stories < STORIES || !missing.isEmpty(); seed++) {
            assertThat(seed).as("seed before which %s does not happen", missing).isLessThan(LAST_SEED);
            Set<Enum<?>> happened = trial.play(seed, Trace.none()).counts().keySet();
            boolean isDeadly =
                    happened.contains(CoverageEvent.KILLED_BEFORE) || happened.contains(CoverageEvent.KILLED_AFTER);
            if (!isDeadly && (missing.removeAll(happened) || stories < STORIES)) {
                seeds.add(seed);
                stories++;
            }
        }
        return seeds.build();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void seed_playsTheSameWithTheRealAdapters(long seed) {
        Trace expected = Trace.kept();
        Trace actual = Trace.kept();

        Trial.Verdict verdict = real.play(seed, actual);

        assertThat(verdict).isEqualTo(fast.play(seed, expected));
        assertThat(firstDifference(plain(actual), plain(expected))).isEmpty();
    }

    /// The first line at which two traces part, as one has it and the other; empty where they do not.
    private static String firstDifference(List<String> actual, List<String> expected) {
        for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
            if (!actual.get(i).equals(expected.get(i))) {
                return "line " + i + ": " + actual.get(i) + " <> " + expected.get(i);
            }
        }
        return actual.size() == expected.size() ? "" : "one goes on after " + Math.min(actual.size(), expected.size());
    }

    /// The trace without the words in which a failure is told, and with what happens at one moment in one
    /// order: nodes that answer together are served in any.
    private static List<String> plain(Trace trace) {
        return trace.lines().stream()
                .map(line -> line.contains(" FAILED ") ? line.replaceAll(" FAILED .*", " FAILED") : line)
                .map(line -> line.replaceAll("Unknown\\[reason=.*?] ->", "Unknown ->")
                        .replaceAll("cannot know: .*", "cannot know")
                        .replaceAll("([:,]) failed: .*", "$1 failed")
                        .replaceAll("the next sweep (looks at it|tries again): .*", "the next sweep $1"))
                .sorted()
                .toList();
    }
}
