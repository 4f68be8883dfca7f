package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// An Empty is believed for thirty seconds; after that the guard looks again.
class FreshnessTest extends GuardScene {
    @Test
    void emptyThatIsFresh_releasesWithoutAnotherLook() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(40);

        sweep();

        assertThat(groups.calls).contains("release i-1");
        assertThat(looks.started).hasSize(1);
    }

    @Test
    void emptyThatIsTooOld_isLookedAtAgainInPlaceAndSettled() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(60);
        Duration before = time.passed();

        Report report = sweep();

        assertThat(groups.calls).contains("release i-1");
        assertThat(report.released()).isOne();
        assertThat(looks.stays()).containsExactly(0L, 0L);
        assertThat(time.passed().minus(before)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void dataThatCameMeanwhile_holdsTheNodeWhoseEmptyWasTooOld() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(60);
        looks.looks.put("i-1", DATA);

        sweep();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(journal.lines).singleElement().asString().startsWith("i-1: pending -> hold");
    }

    @Test
    void freshLookThatDoesNotEnd_isWaitedForThirtySecondsAndLeft() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(60);
        looks.takes.put("i-1", HOUR);
        Duration before = time.passed();

        Report report = sweep();

        assertThat(time.passed().minus(before)).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(34));
        assertThat(report.of(Measure.NODES_WAITING)).isOne();
        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    @Test
    void freshLook_isNotWaitedForBeyondTheCallersTime() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(60);
        looks.takes.put("i-1", HOUR);
        Duration before = time.passed();

        guard.sweep(time.instant().plusSeconds(8));

        assertThat(time.passed().minus(before)).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(11));
    }

    @Test
    void heartbeats_areRecordedWhileTheSweepWaitsForAFreshLook() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1")).with("h", true, THIRTY_SECONDS, waiting("i-2"));
        looks.looks.put("i-1", EMPTY);
        sweep();
        for (int i = 0; i < 20; i++) {
            seconds(3);
            guard.renew();
        }
        looks.takes.put("i-1", HOUR);

        sweep();

        assertThat(groups.longestGap("i-2")).isLessThan(THIRTY_SECONDS);
    }

    @Test
    void othersAreSettled_beforeTheSweepWaitsForAFreshLook() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-1", EMPTY);
        looks.looks.put("i-2", DATA);
        sweep();
        seconds(60);
        volumes.meanwhile = () -> assertThat(time.passed()).isLessThan(Duration.ofSeconds(62));

        sweep();

        assertThat(volumes.calls).contains("protect i-2");
        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void nothingIsWaitedFor_whereNoEmptyIsTooOld() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-1", DATA);
        sweep();
        seconds(60);
        Duration before = time.passed();

        sweep();

        assertThat(time.passed().minus(before)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void emptyThatIsTooOldWhenItsEventComes_startsAShortLook() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(60);
        Duration before = time.passed();

        ended();

        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
        assertThat(looks.stays()).containsExactly(0L, 0L);
        assertThat(time.passed().minus(before)).as("it does not wait").isLessThan(Duration.ofSeconds(1));
        seconds(17);
        ended();
        assertThat(groups.calls).contains("release i-1");
    }

    @Test
    void retainedNodeWhoseEmptyIsTooOld_isLookedAtAgainInPlaceAndEnded() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(60);

        sweep();

        assertThat(groups.calls).contains("terminate i-1");
    }

    /// Releases that AWS takes long for make the others' answers grow old.
    @Test
    void emptyWhoseTurnComesLate_isNotBelieved() {
        groups.with("g", true, HOUR, crowd(300));
        names(300).forEach(node -> looks.looks.put(node, EMPTY));
        sweep();
        seconds(17);
        groups.slow = Duration.ofMillis(200);

        ended();

        assertThat(groups.count("release")).isEqualTo(200);
        assertThat(looks.started).hasSizeGreaterThan(6);
    }

    @Test
    void emptyThatGrowsOldDuringItsSweep_isLookedAtAgainInPlace() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(40);
        volumes.onRead = () -> {
            volumes.onRead = () -> {};
            seconds(10);
        };

        Report report = sweep();

        assertThat(looks.started).hasSize(2);
        assertThat(groups.calls).contains("release i-1");
        assertThat(report.of(Measure.NODES_UNKNOWN)).isZero();
        assertThat(volumes.calls).isEmpty();
    }
}
