package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a sweep says of the data at risk. A person reads zero bytes as nothing at risk.
class NumbersTest extends GuardScene {
    private void twoNodes() {
        groups.with("g", true, HOUR, waiting("i-1"));
        groups.with("h", true, HOUR, waiting("i-2"));
    }

    private Report looked(Look first, Look second) {
        looks.looks.put("i-1", first);
        looks.looks.put("i-2", second);
        sweepEveryMinute(4);
        return journal.reports.getLast();
    }

    @Test
    void dataOfNodesThatNobodyCanLookAt_isAbsentAndNotZero() {
        twoNodes();
        Look unknown = new Look.Unknown("offline");

        Report report = looked(unknown, unknown);

        assertThat(report.total().knows(Measure.PENDING_BYTES)).isFalse();
        assertThat(report.total().knows(Measure.PENDING_FILES)).isFalse();
        assertThat(report.of(Measure.NODES_NOT_COUNTED)).isEqualTo(2);
        assertThat(report.of(Measure.NODES_UNKNOWN)).isEqualTo(2);
    }

    @Test
    void dataOfTheOthers_isToldWithHowManyItLeavesOut() {
        twoNodes();

        Report report = looked(new Look.Unknown("offline"), DATA);

        assertThat(report.of(Measure.PENDING_BYTES)).isEqualTo(100);
        assertThat(report.of(Measure.NODES_NOT_COUNTED)).isOne();
        assertThat(report.each().get("g").knows(Measure.PENDING_BYTES)).isFalse();
        assertThat(report.each().get("h").of(Measure.PENDING_BYTES)).isEqualTo(100);
    }

    @Test
    void noNode_isZeroBytesForCertain() {
        groups.with("g", true, HOUR);

        Report report = sweep();

        assertThat(report.total().known())
                .containsEntry(Measure.PENDING_BYTES, 0L)
                .containsEntry(Measure.NODES_WAITING, 0L)
                .doesNotContainKeys(Measure.OLDEST_HOLD, Measure.SECONDS_TO_CEILING, Measure.DRAIN_RATE);
    }

    @Test
    void dataThatStandsStillForHalfAnHour_isStalledUnlessAPersonKeepsTheNode() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(29);
        assertThat(journal.reports)
                .allSatisfy(
                        report -> assertThat(report.of(Measure.NODES_STALLED)).isZero());

        sweepEveryMinute(5);
        assertThat(journal.reports.getLast().of(Measure.NODES_STALLED)).isOne();

        volumes.acknowledge("i-1", time.instant().plus(Duration.ofMinutes(10)));
        sweepEveryMinute(5);
        assertThat(journal.reports.getLast().of(Measure.NODES_STALLED)).isZero();
        assertThat(journal.reports.getLast().of(Measure.NODES_ACKNOWLEDGED)).isOne();

        sweepEveryMinute(10);
        assertThat(journal.reports.getLast().of(Measure.NODES_STALLED))
                .as("the time of the acknowledgement is over")
                .isOne();
    }

    /// A backend that overlaps with its successor answers so for as long as its longest rule.
    @Test
    void hoursOverlapWithOneConnection_ringsNoNodesStalled() {
        oneNode(HOUR);
        looks.looks.put("i-1", new Look.Pending(Look.What.CONNECTIONS, 1, 1, time.instant(), "", List.of()));

        sweepEveryMinute(70);

        assertThat(journal.reports).hasSizeGreaterThanOrEqualTo(70).allSatisfy(report -> {
            assertThat(report.of(Measure.NODES_STALLED)).isZero();
            assertThat(report.of(Measure.NODES_CANNOT_LOOK)).isZero();
        });
    }

    @Test
    void guardThatDiesEveryTwentyMinutes_findsTheStalledNodeAllTheSame() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        for (int life = 0; life < 3; life++) {
            Guard copy = new Guard(ports, SETTINGS);
            for (int minute = 0; minute < 20; minute++) {
                copy.sweep(until());
                seconds(60);
            }
        }

        assertThat(journal.reports.getLast().of(Measure.NODES_STALLED)).isOne();
    }

    @Test
    void quietTimeThatNoCommandWrites_keepsNoNodeQuiet() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        volumes.acknowledge("i-1", time.instant().plus(Duration.ofDays(400)));

        sweepEveryMinute(35);

        assertThat(journal.reports.getLast().of(Measure.NODES_STALLED)).isOne();
        assertThat(journal.reports.getLast().of(Measure.NODES_ACKNOWLEDGED)).isZero();
    }

    @Test
    void nodesThatAreKeptOnPurpose_areNoPileUp() {
        groups.with("g", true, HOUR, crowd(5));
        groups.groups.replaceAll(group ->
                new Group(group.name(), group.document(), new Group.Traits(true, false, 2, Map.of()), group.members()));
        names(5).forEach(name -> looks.looks.put(name, DATA));
        names(4).forEach(name -> volumes.acknowledge(name, time.instant().plus(HOUR)));

        sweepEveryMinute(3);

        assertThat(journal.reports.getLast().of(Measure.NODES_ABOVE_MAX_SIZE)).isZero();
    }

    @Test
    void flagsThatCannotBeSetBack_areNoDataAtRisk() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(3);
        looks.looks.put("i-1", EMPTY);
        volumes.faults.put("unmark i-1", broken("throttled"));

        sweepEveryMinute(3);

        assertThat(journal.reports.getLast().failures()).isNotEmpty();
        assertThat(journal.reports.getLast().of(Measure.PROTECTION_FAILURES)).isZero();
    }

    @Test
    void copyThatWasAwayForHalfAnHour_doesNotCountFromWhatItOnceSaw() {
        oneNode(HOUR);
        looks.looks.put("i-1", new Look.Unknown("offline"));
        Guard idle = new Guard(ports, SETTINGS);
        idle.sweep(until());
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(35);
        looks.looks.put("i-1", new Look.Unknown("offline"));
        sweepEveryMinute(2);

        assertThat(idle.sweep(until()).of(Measure.NODES_CANNOT_LOOK)).isZero();
    }

    @Test
    void timeToTheNearestCeiling_isTheLeastOfAllNodes() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        waitsSince("i-1", time.instant().minus(Duration.ofHours(45)));
        looks.looks.put("i-1", DATA);
        looks.looks.put("i-2", DATA);

        sweepEveryMinute(3);

        Report report = journal.reports.getLast();
        assertThat(report.of(Measure.SECONDS_TO_CEILING)).isBetween(9_900L, 10_500L);
        assertThat(report.of(Measure.NODES_NEAR_CEILING)).isOne();
    }

    @Test
    void retainedNode_countsOnInTheOldestHold() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", DATA);
        volumes.machines.put(
                "i-1", FakeVolumes.heldSince(FakeVolumes.PLAIN, time.instant().minus(Duration.ofHours(50))));

        sweepEveryMinute(3);

        Report report = journal.reports.getLast();
        assertThat(report.of(Measure.OLDEST_HOLD)).isGreaterThanOrEqualTo(50 * 3_600);
        assertThat(report.of(Measure.NODES_RETAINED)).isOne();
        assertThat(report.of(Measure.NODES_TO_DECIDE)).isOne();
    }

    @Test
    void releaseThatFails_isNoReleaseAndTheNodeStillWaits() {
        oneNode(HOUR);
        looks.looks.put("i-1", EMPTY);
        groups.faults.put("release i-1", broken("no"));

        sweepEveryMinute(3);

        assertThat(journal.reports.getLast().released()).isZero();
        assertThat(journal.reports.getLast().of(Measure.NODES_WAITING)).isOne();
    }
}
