package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The courses of dsiem's stories on virtual time, without a guard: what they judge, and that a fault is found.
class DsiemStoriesTest {
    @TempDir
    Path directory;

    private DsiemVerdict played(Story story, long seed, boolean stopsEarly, boolean isCareless) throws Exception {
        return new DsiemScene(story, directory, seed, stopsEarly, isCareless).play();
    }

    @Test
    void scaleIn_losesNothing_andSomeAlarmsComeTwice() throws Exception {
        DsiemVerdict verdict = played(Story.DSIEM_SCALE_IN, 7, false, false);

        assertThat(verdict.broken()).isEmpty();
        assertThat(verdict.seen()).isEqualTo(verdict.accepted()).isGreaterThan(10_000);
        assertThat(verdict.doubled()).isPositive();
        assertThat(verdict.shipped()).isEqualTo(verdict.raised()).isGreaterThan(1_000);
    }

    @Test
    void gap_losesEventsAndCorrelations_asManyAsTheBusHandedToNobody() throws Exception {
        DsiemVerdict verdict = played(Story.DSIEM_GAP, 7, false, false);

        assertThat(verdict.broken()).isEmpty();
        assertThat(verdict.accepted() - verdict.seen()).isGreaterThan(1_000);
        assertThat(verdict.torn()).isGreaterThan(100);
    }

    @Test
    void backendThatStopsBeforeItsSuccessorSubscribes_failsTheScaleIn() throws Exception {
        DsiemVerdict verdict = played(Story.DSIEM_SCALE_IN, 7, true, false);

        assertThat(verdict.good()).isFalse();
        assertThat(verdict.broken())
                .anyMatch(broken -> broken.contains("events were seen by no backend"))
                .anyMatch(broken -> broken.contains("were never raised"));
    }

    @Test
    void backendThatIsLetGoBeforeItHasShipped_failsTheScaleIn() throws Exception {
        DsiemVerdict verdict = played(Story.DSIEM_SCALE_IN, 7, false, true);

        assertThat(verdict.broken()).anyMatch(broken -> broken.contains("never arrived at the receiver"));
    }
}
