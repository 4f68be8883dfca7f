package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.decide.Look;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.Notice.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What people hear of a node: each change once, whatever dies or fails in between.
class NoticesTest extends GuardScene {
    private final Bus bus = new Bus();
    private final Ports telling = new Ports(groups, looks, volumes, SideBySide.IN_TURN, journal, time, bus, Usage.NONE);
    private Guard guard = new Guard(telling, SETTINGS);

    private final class Bus implements Notices {
        final List<Notice> told = new ArrayList<>();

        @Nullable
        Fault fault;

        boolean refuses;
        int calls;
        int refusals;
        int failing = Integer.MAX_VALUE;
        Duration slow = Duration.ZERO;

        @Override
        public boolean areWanted() {
            return true;
        }

        @Override
        public List<Notice> tell(List<Notice> notices) {
            if (fault != null) {
                throw fault;
            }
            if (refuses) {
                return notices;
            }
            assertThat(notices).hasSizeLessThanOrEqualTo(Notices.BATCH);
            calls++;
            time.pause(slow);
            if (calls % failing == 0) {
                throw broken("every " + failing + "th call");
            }
            List<Notice> refused = refusals-- > 0 ? List.of(notices.getFirst()) : List.of();
            notices.stream().filter(notice -> !refused.contains(notice)).forEach(told::add);
            return refused;
        }

        List<What> what() {
            return told.stream().map(Notice::what).toList();
        }
    }

    private void minutes(int number) {
        for (int minute = 0; minute < number; minute++) {
            guard.sweep(until());
            seconds(60);
        }
    }

    private void node(Look look) {
        oneNode(HOUR);
        looks.looks.put("i-1", look);
    }

    @Test
    void nodeThatDrains_isToldWhenItIsHeldAndWhenItIsReleased() {
        node(DATA);
        minutes(5);
        assertThat(bus.what()).containsExactly(What.HELD);

        looks.looks.put("i-1", EMPTY);
        minutes(3);

        assertThat(bus.what()).startsWith(What.HELD, What.RELEASED_EMPTY);
        assertThat(bus.told.getFirst().time().left()).isNotNull();
        assertThat(bus.told.get(1).time().left()).isNull();
    }

    @Test
    void nodeThatIsEmptyAtOnce_isToldOnce() {
        node(EMPTY);
        guard.sweep(until());
        seconds(20);
        guard.collect(looks.news(), until());

        assertThat(bus.what()).containsExactly(What.RELEASED_EMPTY);
    }

    @Test
    void nodeThatStandsStill_isToldAfterHalfAnHourAndAgainWhenItDrains() {
        node(DATA);
        minutes(50);
        assertThat(bus.what()).containsExactly(What.HELD, What.STALLED);

        looks.looks.put("i-1", new Look.Pending(1, 50, ManualTime.START));
        minutes(5);
        assertThat(bus.what()).containsExactly(What.HELD, What.STALLED, What.HELD);
    }

    @Test
    void nodeThatNobodyCanLookAt_isToldAfterHalfAnHour() {
        node(DATA);
        looks.refused.put("i-1", "its agent never registered");
        minutes(29);
        assertThat(bus.what()).containsExactly(What.HELD);

        minutes(5);
        assertThat(bus.what()).containsExactly(What.HELD, What.UNKNOWN);
        assertThat(bus.told.getLast().reason()).contains("agent never registered");
    }

    @Test
    void retainedNode_isToldOnce() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", DATA);
        minutes(60);

        assertThat(bus.what()).containsExactly(What.RETAINED);
    }

    @Test
    void nodeThatIsGivenUp_isToldAsRetained() {
        node(DATA);
        waitsSince("i-1", time.instant().minus(Duration.ofHours(48)));
        minutes(4);

        assertThat(bus.what()).contains(What.RETAINED).doesNotContain(What.RELEASED_EMPTY);
    }

    @Test
    void otherGuard_doesNotTellTheSameAgain() {
        node(DATA);
        minutes(5);

        guard = new Guard(telling, SETTINGS);
        minutes(5);

        assertThat(bus.what()).containsExactly(What.HELD);
    }

    @Test
    void nodeThatTakesNoMark_isToldOnceByEachGuard() {
        node(DATA);
        volumes.mostTags = 0;
        minutes(5);
        guard = new Guard(telling, SETTINGS);
        minutes(5);

        assertThat(bus.what()).containsExactly(What.HELD, What.HELD);
    }

    @Test
    void noticeThatIsNotTaken_isToldByTheNextSweepAndFails() {
        node(EMPTY);
        bus.fault = broken("no bus");
        minutes(3);
        assertThat(journal.reports)
                .anySatisfy(report -> assertThat(report.failures())
                        .anyMatch(failure -> failure.contains("g/i-1") && failure.contains("no bus")));
        assertThat(groups.count("release")).as("released all the same").isPositive();

        bus.fault = null;
        minutes(1);

        assertThat(bus.what()).contains(What.RELEASED_EMPTY);
    }

    @Test
    void noticeOfANodeThatHasGone_isToldByTheNextSweep() {
        node(EMPTY);
        bus.fault = broken("no bus");
        minutes(2);
        assertThat(groups.count("release")).isPositive();
        groups.groups.clear();
        bus.fault = null;
        minutes(1);

        assertThat(bus.what()).contains(What.RELEASED_EMPTY);
    }

    @Test
    void lastingNoticeThatIsRefused_isToldByTheNextSweepOnce() {
        node(DATA);
        bus.refuses = true;
        minutes(4);
        bus.refuses = false;
        minutes(4);

        assertThat(bus.what()).containsExactly(What.HELD);
    }

    @Test
    void busThatFailsInPart_tellsEachNodeOnce() {
        groups.with("g", true, HOUR, crowd(60));
        names(60).forEach(name -> looks.looks.put(name, DATA));
        bus.failing = 2;
        minutes(12);

        assertThat(bus.told.stream().map(notice -> notice.node().instance()))
                .hasSize(60)
                .doesNotHaveDuplicates();
    }

    @Test
    void busThatIsSlow_takesTenSecondsOfASweepAndNoMore() {
        groups.with("g", true, HOUR, crowd(200));
        names(200).forEach(name -> looks.looks.put(name, DATA));
        bus.slow = Duration.ofSeconds(3);
        for (int minute = 0; minute < 9; minute++) {
            int before = bus.calls;
            guard.sweep(until());
            assertThat(bus.calls - before).isLessThanOrEqualTo(4);
            seconds(60);
        }

        assertThat(bus.told).as("by and by").hasSize(200);
    }

    @Test
    void noticesOfWhichOneIsRefused_areToldOnceEach() {
        groups.with("g", true, HOUR, crowd(5));
        names(5).forEach(name -> looks.looks.put(name, DATA));
        bus.refusals = 2;
        minutes(6);

        assertThat(bus.told.stream().map(notice -> notice.node().instance()))
                .hasSize(5)
                .doesNotHaveDuplicates();
    }

    @Test
    void nodesOfWhichOneTakesNoMark_areToldOnceByAllGuardsButThatOne() {
        groups.with("g", true, HOUR, waiting("i-1"), waiting("i-2"));
        looks.looks.put("i-1", DATA);
        looks.looks.put("i-2", DATA);
        volumes.faults.put("mark i-2", broken("50 tags"));
        minutes(5);
        guard = new Guard(telling, SETTINGS);
        minutes(5);

        assertThat(bus.told.stream().map(notice -> notice.node().instance()))
                .containsExactlyInAnyOrder("i-1", "i-2", "i-2");
    }

    @Test
    void guardsSideBySide_tellEachChangeOnceAlthoughBothOnceToldTheSame() {
        node(DATA);
        Guard other = new Guard(telling, SETTINGS);
        for (int minute = 0; minute < 40; minute++) {
            guard.sweep(until());
            seconds(30);
            other.sweep(until());
            seconds(30);
        }

        assertThat(bus.what()).containsExactly(What.HELD, What.STALLED);
    }

    @Test
    void retainedNodeWhoseEndFails_isStillToldAsRetained() {
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));
        looks.looks.put("i-1", EMPTY);
        groups.faults.put("terminate i-1", broken("no"));
        minutes(10);

        assertThat(bus.what()).containsOnly(What.RETAINED);
    }

    @Test
    void spotInstanceWhoseVolumesCannotBeProtected_isAFailureInTheJournal() {
        volumes.faults.put("protect i-1", broken("denied"));

        assertThatThrownBy(() -> guard.reclaim().protect("i-1", "Spot interruption", until()))
                .isInstanceOf(Fault.class);

        assertThat(journal.reclaimed).singleElement().isInstanceOf(VolumeOutcome.Failed.class);
    }

    @Test
    void endedInstance_isToldWithTheVolumesThatOutlivedIt() {
        node(DATA);
        minutes(3);
        volumes.machines.put("i-1", FakeVolumes.ended(volumes.machines.get("i-1")));
        volumes.volumeMarks.put("vol-1", "i-1");
        minutes(2);

        assertThat(bus.what()).startsWith(What.HELD, What.ENDED, What.VOLUME_KEPT);
        assertThat(bus.told.get(2).volumes()).isEqualTo(Set.of("vol-1"));
    }

    @Test
    void operatorsRelease_tellsWhichVolumesAreKept() {
        node(DATA);
        volumes.machines.put(
                "i-1",
                FakeVolumes.details(Operator.RELEASE, Set.of("vol-1"), new Attached("/dev/xvda", "vol-1", false)));
        minutes(2);

        assertThat(bus.what()).startsWith(What.RELEASED_BY_OPERATOR, What.VOLUME_KEPT);
        assertThat(bus.told.get(1).volumes()).isEqualTo(Set.of("vol-1"));
    }

    @Test
    void spotInstanceThatEc2TakesBack_isToldWithItsVolumes() {
        guard.reclaim().protect("i-1", "Spot interruption", until());

        assertThat(bus.what()).containsExactly(What.VOLUME_KEPT);
        assertThat(bus.told.getFirst().volumes()).isEqualTo(Set.of("vol-1"));
    }

    @Test
    void spotInstanceWithoutVolumes_tellsOfNoVolume() {
        volumes.machines.put("i-1", FakeVolumes.details(Operator.SILENT, Set.of()));

        guard.reclaim().protect("i-1", "Spot interruption", until());

        assertThat(bus.told).isEmpty();
    }

    @Test
    void emptyNodeWhoseFlagsNobodyMaySetBack_tellsWhichVolumesAreKept() {
        node(EMPTY);
        volumes.machines.put(
                "i-1",
                FakeVolumes.details(Operator.SILENT, Set.of("vol-1"), new Attached("/dev/xvda", "vol-1", false)));
        volumes.volumeMarks.put("vol-1", "");
        minutes(2);

        assertThat(bus.what()).startsWith(What.RELEASED_EMPTY, What.VOLUME_KEPT);
    }

    @Test
    void noticeOfASpotInstanceThatIsNotTaken_keepsNothingFromBeingProtected() {
        bus.fault = broken("no bus");

        guard.reclaim().protect("i-1", "Spot interruption", until());

        assertThat(volumes.calls).contains("protect i-1");
        assertThat(journal.lines).anyMatch(line -> line.startsWith("ignored notice of i-1") && line.contains("no bus"));

        bus.fault = null;
        guard.sweep(until());
        assertThat(bus.what()).containsExactly(What.VOLUME_KEPT);
    }

    @Test
    void guardThatTellsNobody_writesNoMark() {
        oneNode(HOUR);
        looks.looks.put("i-1", DATA);
        sweepEveryMinute(5);

        assertThat(volumes.tags).noneMatch(tag -> tag.getValue().containsKey(Tags.TOLD));
    }
}
