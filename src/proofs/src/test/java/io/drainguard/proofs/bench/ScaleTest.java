package io.drainguard.proofs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.bench.ManyGroups.Swept;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The essentials of [ScaleBench], in seconds.
class ScaleTest {
    static final Duration HOUR = Duration.ofHours(1);

    @Test
    void fiftyNodes_costAFewCallsALook() {
        ManyGroups fleet = new ManyGroups(1, 50, HOUR, Limits.assumed(), 1).scaleIn();

        assertThat(fleet.minute().perNode()).isLessThanOrEqualTo(0.15);
        assertThat(fleet.minute().perNode()).isLessThanOrEqualTo(0.15);
    }

    @Test
    void thousandNodes_costATenthOfACallEachLookAndNoLongerThanAMinute() {
        ManyGroups fleet = new ManyGroups(10, 1_000, HOUR, Limits.assumed(), 1).scaleIn();
        fleet.drainAll(fleet.nodes.subList(0, 200), fleet.world.instant(), Duration.ofMinutes(4));

        for (int i = 0; i < 4; i++) {
            Swept swept = fleet.minute();
            assertThat(swept.report().failures()).isEmpty();
            assertThat(swept.perNode()).isLessThanOrEqualTo(0.1);
            assertThat(swept.took()).isLessThanOrEqualTo(Duration.ofSeconds(62));
        }
    }

    @Test
    void heartbeats_areThreeForANodeAndPeriodAtMostAndNoPeriodLapses() {
        Duration period = Duration.ofMinutes(10);
        ManyGroups fleet = new ManyGroups(2, 100, period, Limits.assumed(), 1).scaleIn();
        int heartbeats = 0;
        for (int i = 0; i < 40; i++) {
            heartbeats += fleet.minute().heartbeats();
        }

        assertThat(fleet.lapsed).isZero();
        assertThat(heartbeats / (100.0 * 4)).isBetween(2.0, 3.0);
    }

    @Test
    void protectingManyNodes_isSpreadOverSweepsAndLetsNoPeriodLapse() {
        ManyGroups fleet = new ManyGroups(4, 600, Duration.ofMinutes(5), Limits.assumed(), 1).scaleIn();
        Set<String> before = new HashSet<>();
        int sweeps = 0;
        while (fleet.protectedNow.size() < 600 && sweeps < 10) {
            fleet.minute();
            sweeps++;
            assertThat(fleet.protectedNow).hasSizeGreaterThan(before.size());
            before.addAll(fleet.protectedNow);
        }

        assertThat(sweeps).isBetween(2, 5);
        assertThat(fleet.waiting()).isEqualTo(600);
    }

    @Test
    void nodesForWhichTheFunctionsTimeDoesNotSuffice_areLookedAtInTurnAndNoneStarves() {
        ManyGroups fleet = new ManyGroups(4, 2_000, HOUR, Limits.assumed().times(0.04), 1).scaleIn();
        Map<String, Integer> looks = new HashMap<>();
        boolean leftOver = false;
        for (int i = 0; i < 6; i++) {
            leftOver |= fleet.minute().visited() < 2_000;
            fleet.looks.keySet().forEach(node -> looks.merge(node, 1, Integer::sum));
        }

        assertThat(leftOver).as("this is meant to be too much for one sweep").isTrue();
        assertThat(looks).as("nodes that were looked at").hasSize(2_000);
        int most = looks.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        int least = looks.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
        assertThat(most - least).isLessThanOrEqualTo(2);
        assertThat(fleet.waiting()).isEqualTo(2_000);
    }

    @Test
    void drainedNodes_areReleasedWithinAMinuteAndAHalf() {
        ManyGroups fleet = new ManyGroups(2, 60, HOUR, Limits.assumed(), 7).scaleIn();
        fleet.drainAll(fleet.nodes, fleet.world.instant().plusSeconds(30), Duration.ofMinutes(10));
        for (int i = 0; i < 13; i++) {
            fleet.minute(fleet.drawn(0, 3_000));
        }
        List<Duration> times = fleet.timesToRelease();

        assertThat(times).hasSize(60);
        assertThat(times.getLast()).isLessThanOrEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void thousandEventsForOneCopy_makeAHandfulOfSweeps() {
        Storm.Outcome outcome = new Storm(1_000).play(1);

        assertThat(outcome.events()).isEqualTo(1_000);
        assertThat(outcome.sweeps() - outcome.scheduled()).isLessThanOrEqualTo(5);
        assertThat(outcome.wrong()).isZero();
        assertThat(outcome.lapsed()).isZero();
        assertThat(outcome.errors()).isZero();
        assertThat(outcome.released()).isEqualTo(100);
    }

    @Test
    void thousandEventsForAThousandCopies_doNoHarm() {
        Storm.Outcome outcome = new Storm(1_000).play(1_000);

        assertThat(outcome.events()).isEqualTo(1_000);
        assertThat(outcome.wrong()).isZero();
        assertThat(outcome.lapsed()).isZero();
        assertThat(outcome.errors()).isLessThanOrEqualTo(3);
        assertThat(outcome.released()).isEqualTo(100);
        assertThat(outcome.commandsPerNode()).isLessThan(outcome.scheduled() + 2.0);
    }
}
