package io.drainguard.proofs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The stories' first boots are those of the real script, and both halves of the protocol are needed. That the guard
/// needs its two minutes is a planted bug (see `Mutations`).
class FirstBootsTest {
    /// A story whose node starts its product just as it goes.
    private static final long SEED = 2092;

    @Test
    void storiesWait_isTheScripts() throws IOException {
        assertThat(Files.readAllLines(Path.of("nodes/cribl/boot.sh")))
                .containsOnlyOnce("sleep " + FirstBoots.WAITS.toSeconds());
    }

    @Test
    void scriptThatDoesNotWait_startsAProductThatTheGuardCallsNeverStarted() {
        Trial hasty = new Trial(AwsPorts::of, Duration.ZERO);

        assertThat(hasty.play(SEED, Trace.none()).broken())
                .anyMatch(sentence -> sentence.contains(Promise.UNSTARTED_HAS_NOT_STARTED.name()));
        assertThat(new Trial(AwsPorts::of).play(SEED, Trace.none()).broken()).isEmpty();
    }
}
