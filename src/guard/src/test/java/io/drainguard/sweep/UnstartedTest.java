package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Cause;
import io.drainguard.decide.Look;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Row;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nodes that carry the tag of their first boot, so that their product never started, and into which nobody can look.
class UnstartedTest extends GuardScene {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Look UNKNOWN = new Look.Unknown("Systems Manager does not know the node");
    private static final Look DATA = new Look.Pending(1, 100, ManualTime.START);
    private static final String RELEASE = "release i-1";

    private void neverStarted() {
        oneNode(HOUR);
        looks.looks.put("i-1", UNKNOWN);
        tagged(true);
    }

    private void tagged(boolean unstarted) {
        InstanceDetails before = volumes.machines.getOrDefault("i-1", FakeVolumes.PLAIN);
        volumes.machines.put(
                "i-1",
                new InstanceDetails(
                        before.operator(),
                        before.membership(),
                        before.ended(),
                        before.disks(),
                        before.volumes(),
                        before.marks(),
                        unstarted));
    }

    @Test
    void nodeThatNeverStarted_isReleasedWithinFourMinutes() {
        neverStarted();

        sweepEveryMinute(4);

        assertThat(groups.calls).contains(RELEASE);
        Settled last = journal.settled.getLast();
        assertThat(last.row()).isEqualTo(Row.WAITING_UNSTARTED);
        assertThat(last.decision())
                .isInstanceOfSatisfying(
                        Decision.Release.class,
                        release -> assertThat(release.cause()).isEqualTo(Cause.UNSTARTED));
    }

    @Test
    void release_isCountedByItsOwnMeasure() {
        neverStarted();
        sweepEveryMinute(2);

        Report report = sweep();

        assertThat(report.of(Measure.RELEASED_UNSTARTED)).isEqualTo(1);
        assertThat(report.released()).isEqualTo(1);
    }

    @Test
    void tagThatWasSeenForLessThanTwoMinutes_releasesNobody() {
        neverStarted();
        sweepEveryMinute(2);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    @Test
    void volumesThatWereProtectedMeanwhile_goWithTheNode() {
        neverStarted();

        sweepEveryMinute(4);

        assertThat(volumes.calls).containsSubsequence("protect i-1", "unprotect i-1");
    }

    @Test
    void nodeWithoutTheTag_isHeld() {
        neverStarted();
        tagged(false);

        sweepEveryMinute(10);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    @Test
    void tagThatGoesWhileTheNodeWaits_releasesNobody() {
        neverStarted();
        sweepEveryMinute(2);
        tagged(false);

        sweepEveryMinute(10);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    @Test
    void tagThatComesBack_isBelievedOnlyAfterTwoMinutesMore() {
        neverStarted();
        sweepEveryMinute(2);
        tagged(false);
        sweepEveryMinute(1);
        tagged(true);

        sweepEveryMinute(2);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    @Test
    void dataThatALookSaw_isNotForgottenForTheTag() {
        neverStarted();
        lookedAt(DATA);
        looks.looks.put("i-1", UNKNOWN);

        sweepEveryMinute(10);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    /// Who has connections has started.
    @Test
    void connectionsThatALookSaw_areNotForgottenForTheTag() {
        neverStarted();
        lookedAt(new Look.Pending(Look.What.CONNECTIONS, 1, 1, ManualTime.START, "", List.of()));
        looks.looks.put("i-1", UNKNOWN);

        sweepEveryMinute(10);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    @Test
    void nodeThatEc2DoesNotShow_isHeld() {
        neverStarted();
        sweepEveryMinute(2);
        volumes.faults.put("read", broken("EC2 is away"));

        sweepEveryMinute(1);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HOLD", "UNCLEAR"})
    void operatorsWord_countsMoreThanTheTag(Operator operator) {
        neverStarted();
        volumes.machines.put("i-1", FakeVolumes.saying(operator));
        tagged(true);

        sweepEveryMinute(10);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Warmed:Pending:Wait", "Warmed:Terminating:Wait", "ReplacingRootVolume:Wait"})
    void nodeThatMayHaveAPast_isHeld(String state) {
        neverStarted();
        groups.with("g", true, HOUR, new Group.Member("i-1", state));

        sweepEveryMinute(10);

        assertThat(groups.calls).doesNotContain(RELEASE);
    }

    @Test
    void retainedNode_isEndedThroughItsGroup() {
        neverStarted();
        groups.with("g", true, HOUR, new Group.Member("i-1", "Terminating:Retained"));

        sweepEveryMinute(8);

        assertThat(groups.calls).contains("terminate i-1");
        assertThat(journal.settled).anyMatch(one -> one.row() == Row.RETAINED_UNSTARTED);
    }

    @ParameterizedTest
    @CsvSource({
        "true, '', '', true",
        "true, unknown, '', true",
        "true, 0, '', true",
        "true, 4096, '', false",
        "true, unknown, 0a1b2c3d, false",
        "yes, '', '', false",
        "TRUE, '', '', false",
        "'', '', '', false"
    })
    void tag_countsOnlyAsTheLaunchTemplateSetsItAndWithoutAnyMarkOfData(
            String value, String bytes, String digests, boolean counts) {
        assertThat(Tags.showUnstarted(
                        Map.of(Tags.UNSTARTED, value, Tags.PENDING_BYTES, bytes, Tags.PENDING_ON, digests)))
                .isEqualTo(counts);
        assertThat(Tags.showUnstarted(Map.of())).isFalse();
    }

    @Test
    void marks_neverIncludeTheTag() {
        assertThat(List.of(Tags.MARKS, Tags.OF_ONE_WAIT)).noneMatch(keys -> keys.contains(Tags.UNSTARTED));
    }
}
