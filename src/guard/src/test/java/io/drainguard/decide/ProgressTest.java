package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When a person should know of a node: nobody could look at it, or its data does not become less.
class ProgressTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Look UNKNOWN = new Look.Unknown("offline");

    private Progress progress = Progress.NONE;

    private static Instant minute(double minutes) {
        return START.plusMillis((long) (minutes * 60_000));
    }

    private static Look bytes(long bytes) {
        return new Look.Pending(1, bytes, START);
    }

    private static Look atLeast(long bytes) {
        return new Look.Pending(1, bytes, START, "the search did not end in time", List.of());
    }

    private static Look connections(long number) {
        return new Look.Pending(Look.What.CONNECTIONS, number, number, START, "", List.of());
    }

    private void looked(Look look, double minute) {
        progress = progress.looked(look, minute(minute));
    }

    private void everyMinute(Look look, int from, int to) {
        for (int minute = from; minute <= to; minute++) {
            looked(look, minute);
        }
    }

    // --- nothing is known ---

    @Test
    void nodeOfWhichNothingIsKnown_isInTroubleAfterHalfAnHourAndNotBefore() {
        everyMinute(UNKNOWN, 0, 40);

        assertThat(progress.cannotLook(minute(29.9))).isFalse();
        assertThat(progress.cannotLook(minute(30))).isTrue();
    }

    @Test
    void oneAnswer_endsTheTrouble() {
        everyMinute(UNKNOWN, 0, 40);
        looked(bytes(5), 41);

        assertThat(progress.cannotLook(minute(41))).isFalse();
        assertThat(progress.unknownSince()).isNull();
    }

    @Test
    void nodeWhoseLookIsUnderWay_isNotKnownEither() {
        progress = progress.nothingKnown(minute(0)).nothingKnown(minute(20));

        assertThat(progress.cannotLook(minute(30))).isTrue();
    }

    // --- data that does not become less ---

    @Test
    void dataThatStandsStill_isStalledAfterHalfAnHourAndNotBefore() {
        everyMinute(bytes(1_000), 0, 40);

        assertThat(progress.isStalled(minute(29.9))).isFalse();
        assertThat(progress.isStalled(minute(30))).isTrue();
    }

    @Test
    void dataThatGrows_isStalled() {
        for (int minute = 0; minute <= 30; minute++) {
            looked(bytes(1_000 + minute), minute);
        }

        assertThat(progress.isStalled(minute(30))).isTrue();
    }

    /// Something is delivered, so its destination takes data: only its ceiling will tell of it.
    @Test
    void dataThatDrainsAsFastAsItComes_isNoStall() {
        for (int minute = 0; minute <= 40; minute++) {
            looked(bytes(minute % 2 == 0 ? 900 : 1_100), minute);
        }

        assertThat(progress.isStalled(minute(40))).isFalse();
    }

    @Test
    void smallUpsAndDowns_areAStall() {
        for (int minute = 0; minute <= 30; minute++) {
            looked(bytes(minute % 2 == 0 ? 1_000 : 1_040), minute);
        }

        assertThat(progress.isStalled(minute(30))).isTrue();
    }

    @Test
    void queueThatGrewInAnOutageAndDrainsAgain_isNoStall() {
        looked(bytes(10_000), 0);
        looked(bytes(60_000), 35);
        assertThat(progress.isStalled(minute(35))).isTrue();

        looked(bytes(57_000), 36);
        assertThat(progress.isStalled(minute(36)))
                .as("a twentieth, and not more")
                .isTrue();
        looked(bytes(56_999), 37);
        assertThat(progress.isStalled(minute(37))).isFalse();
        assertThat(progress.least()).isEqualTo(56_999);
    }

    @Test
    void slowDrain_isNoStall() {
        for (int minute = 0; minute <= 300; minute++) {
            looked(bytes(1_000 - minute / 25), minute);

            assertThat(progress.isStalled(minute(minute))).isFalse();
        }
    }

    @Test
    void doubtInBetween_isNoProgress() {
        everyMinute(bytes(1_000), 0, 20);
        everyMinute(UNKNOWN, 21, 23);
        everyMinute(bytes(1_000), 24, 30);

        assertThat(progress.isStalled(minute(30))).isTrue();
    }

    @Test
    void stalledNodeThatGoesSilent_staysInTroubleUntilItIsUnknown() {
        everyMinute(bytes(1_000), 0, 30);
        for (int minute = 31; minute <= 70; minute++) {
            looked(UNKNOWN, minute);

            assertThat(progress.isStalled(minute(minute)) || progress.cannotLook(minute(minute)))
                    .as("minute " + minute)
                    .isTrue();
        }
    }

    @Test
    void dataThatNobodyCanSeeAnyMore_isUnknownAndNotStalled() {
        everyMinute(bytes(1_000), 0, 20);
        everyMinute(UNKNOWN, 21, 60);

        assertThat(progress.isStalled(minute(60))).isFalse();
        assertThat(progress.cannotLook(minute(60))).isTrue();
    }

    @Test
    void countThatIsAFloor_isNoProgress() {
        looked(bytes(1_000), 0);
        for (int minute = 1; minute <= 30; minute++) {
            looked(atLeast(10), minute);
        }

        assertThat(progress.isStalled(minute(30))).isTrue();
        assertThat(progress.bytesPerSecond()).isNull();
    }

    @Test
    void countsThatAreAllFloors_areStalledAndWorthNoMark() {
        everyMinute(atLeast(10), 0, 30);

        assertThat(progress.isStalled(minute(30))).isTrue();
        assertThat(progress.mark(minute(30))).isEqualTo(Progress.NO_MARK);
    }

    // --- connections, which end when their owner ends them ---

    @Test
    void overlapOfAnHourWithOneConnection_isNoStall() {
        for (int minute = 0; minute <= 90; minute++) {
            looked(connections(1), minute);

            assertThat(progress.isStalled(minute(minute)))
                    .as("minute " + minute)
                    .isFalse();
            assertThat(progress.cannotLook(minute(minute)))
                    .as("minute " + minute)
                    .isFalse();
            assertThat(progress.mark(minute(minute))).isEqualTo(Progress.NO_MARK);
        }
        assertThat(progress.bytesPerSecond()).as("one connection is no byte").isNull();
    }

    @Test
    void connections_endADoubtAndAStall() {
        everyMinute(bytes(1_000), 0, 35);
        everyMinute(UNKNOWN, 36, 70);
        looked(connections(3), 71);

        assertThat(progress.cannotLook(minute(71))).isFalse();
        assertThat(progress.isStalled(minute(71))).isFalse();
    }

    /// The successor is up, the old process has stopped, and its last alarms are on their way: less than a byte there
    /// never is.
    @Test
    void dataThatDrainsAfterConnections_isNoStall() {
        looked(connections(1), 0);
        for (int minute = 1; minute <= 40; minute++) {
            looked(bytes(5_000 - minute), minute);

            assertThat(progress.isStalled(minute(minute)))
                    .as("minute " + minute)
                    .isFalse();
        }
        assertThat(progress.bytesPerSecond()).isZero();
    }

    @Test
    void dataThatStandsStillAfterConnections_isStalledHalfAnHourAfterIt() {
        everyMinute(connections(1), 0, 40);
        everyMinute(bytes(1_000), 41, 80);

        assertThat(progress.isStalled(minute(70.9))).isFalse();
        assertThat(progress.isStalled(minute(71))).isTrue();
    }

    @Test
    void connectionsOfANodeThatWasMarkedStalled_takeItsMarkOff() {
        Progress marked = Progress.ofMark("stalled 2026-01-01T00:00:00Z 1000", minute(20));
        Progress fresh = Progress.NONE.since(marked).looked(connections(2), minute(20));

        assertThat(fresh.isStalled(minute(45))).isFalse();
        assertThat(fresh.mark(minute(45))).isEqualTo(Progress.NO_MARK);
    }

    @Test
    void emptyLook_endsEverything() {
        everyMinute(bytes(1_000), 0, 40);
        looked(new Look.Empty(), 41);

        assertThat(progress).isEqualTo(Progress.NONE);
    }

    // --- the rate ---

    @Test
    void rate_isTheDifferenceOfTheLastTwoCountsByTheirTimes() {
        looked(bytes(60_000), 0);
        looked(bytes(0 + 1), 1);
        looked(bytes(30_000), 2);

        assertThat(progress.bytesPerSecond()).isEqualTo(-499);
        looked(bytes(30_000), 2);
        assertThat(progress.bytesPerSecond()).as("the same answer again").isEqualTo(-499);
        looked(bytes(24_000), 3);
        assertThat(progress.bytesPerSecond()).isEqualTo(100);
    }

    @Test
    void rateOfANodeOfWhichNothingIsKnown_isNotKnown() {
        looked(bytes(60_000), 0);
        looked(bytes(30_000), 1);
        looked(UNKNOWN, 2);

        assertThat(progress.bytesPerSecond()).isNull();
    }

    @Test
    void answerOfAnEarlierTime_doesNotTurnTheRateRound() {
        looked(bytes(60_000), 2);
        looked(bytes(90_000), 1);

        assertThat(progress.bytesPerSecond()).isNull();
    }

    // --- the mark ---

    @Test
    void troubleOfTenMinutes_isWorthAMark() {
        everyMinute(bytes(1_000), 0, 12);

        assertThat(progress.mark(minute(9.9))).isEqualTo(Progress.NO_MARK);
        assertThat(progress.mark(minute(10))).isEqualTo("stalled 2026-01-01T00:00:00Z 1000");
    }

    @Test
    void guardThatStartsAnew_countsOnFromTheMark() {
        Progress marked = Progress.ofMark("stalled 2026-01-01T00:00:00Z 1000", minute(20));

        assertThat(Progress.NONE.since(marked).looked(bytes(1_000), minute(20)).isStalled(minute(30)))
                .isTrue();
        assertThat(Progress.NONE.since(marked).looked(bytes(999), minute(20)).isStalled(minute(30)))
                .as("it has become less meanwhile")
                .isFalse();
    }

    @Test
    void guardThatStartsAnew_knowsSinceWhenNobodyCanLook() {
        everyMinute(UNKNOWN, 0, 10);
        Progress marked = Progress.ofMark(progress.mark(minute(10)), minute(20));
        Progress fresh = Progress.NONE.nothingKnown(minute(19)).since(marked);

        assertThat(fresh.looked(UNKNOWN, minute(20)).cannotLook(minute(30))).isTrue();
        assertThat(fresh.looked(bytes(5), minute(20)).cannotLook(minute(30))).isFalse();
    }

    @Test
    void guardThatCannotLookItself_keepsItsOwnTimeBesideTheMark() {
        Progress fresh = Progress.NONE
                .nothingKnown(minute(19))
                .since(Progress.ofMark("stalled 2026-01-01T00:00:00Z 1000", minute(20)));

        assertThat(fresh.unknownSince()).isEqualTo(minute(19));
        assertThat(fresh.mark(minute(20))).as("the mark stays").isEqualTo("stalled 2026-01-01T00:00:00Z 1000");
    }

    @Test
    void guardThatHasSeenTheNode_knowsBetterThanTheMark() {
        looked(bytes(5), 15);

        assertThat(progress.since(Progress.ofMark("stalled 2026-01-01T00:00:00Z 1000", minute(15))))
                .isEqualTo(progress);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "none",
                "stalled",
                "stalled 2026-01-01T00:00:00Z",
                "stalled 2026-01-01T00:00:00Z -1",
                "stalled 2026-01-01T00:00:00Z 9999999999999999999",
                "stalled 2026-01-01T05:00:00Z 10",
                "unknown tomorrow",
                "unknown 2026-01-01T05:00:00Z",
                "unknown 2026-01-01T00:00:00Z 10",
                "lost 2026-01-01T00:00:00Z",
                "lost 2026-01-01T00:00:00Z 10"
            })
    void markThatNoGuardWrites_countsAsNone(String mark) {
        assertThat(Progress.ofMark(mark, START.plus(Duration.ofHours(1)))).isEqualTo(Progress.NONE);
    }
}
