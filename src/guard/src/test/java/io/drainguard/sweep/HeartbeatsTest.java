package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nodes are held, by the schedule or by a copy that stays up, and by as few heartbeats as that takes.
class HeartbeatsTest extends GuardScene {
    @ParameterizedTest
    @ValueSource(longs = {30, 31, 60, 100, 149})
    void shortPeriod_isNeverLeftToLapse(long period) {
        oneNode(Duration.ofSeconds(period));
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(20);

        assertThat(groups.longestGap("i-1")).isLessThan(Duration.ofSeconds(period));
    }

    /// Nobody stays up, one sweep of each two does not come, and the others are late.
    @ParameterizedTest
    @ValueSource(longs = {150, 180, 200, 300, 900, 3_600})
    void periodThatTheScheduleServes_isNeverLeftToLapseThoughSweepsAreMissed(long period) {
        oneNode(Duration.ofSeconds(period));
        looks.looks.put("i-1", DATA);

        for (int sweep = 0; sweep < 60; sweep++) {
            assertThat(guard.upUntil(until())).isEqualTo(time.instant());
            sweep();
            seconds(sweep % 2 == 0 ? 140 : 100);
        }

        assertThat(groups.longestGap("i-1")).isLessThan(Duration.ofSeconds(period));
    }

    @Test
    void silentNode_isNeverLeftToLapse() {
        oneNode(THIRTY_SECONDS);

        sweepEveryMinute(20);

        assertThat(groups.longestGap("i-1")).isLessThan(THIRTY_SECONDS);
        assertThat(groups.calls).noneMatch(call -> call.startsWith("release"));
    }

    @Test
    void longPeriod_takesTwoOrThreeHeartbeatsAnHour() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START);
        looks.looks.put("i-1", DATA);

        sweepEveryMinute(60);

        assertThat(groups.count("hold")).isBetween(2L, 3L);
    }

    @Test
    void waitThatBeganJustNow_needsNoHeartbeatYet() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START.minusSeconds(100));

        sweep();

        assertThat(groups.count("hold")).isZero();
    }

    @Test
    void waitOfWhichAwsTellsNothing_isHeldAtOnce() {
        oneNode(HOUR);

        sweep();

        assertThat(groups.count("hold")).isOne();
    }

    @Test
    void longWaitAtAGuardThatHasJustStarted_isHeldAtOnce() {
        oneNode(HOUR);
        groups.since.put("i-1", ManualTime.START.minus(Duration.ofMinutes(50)));

        sweep();

        assertThat(groups.count("hold")).isOne();
    }

    @Test
    void heartbeats_areRecordedBeforeAnythingElseIsRead() {
        oneNode(HOUR);
        volumes.onRead = () -> assertThat(groups.count("hold")).isOne();
        looks.looks.put("i-1", DATA);

        sweep();

        assertThat(volumes.reads).isPositive();
    }

    @Test
    void heartbeats_areRecordedInTheOrderInWhichPeriodsEnd() {
        groups.with("g", true, HOUR, waiting("i-late")).with("h", true, Duration.ofMinutes(50), waiting("i-soon"));
        groups.since.put("i-late", ManualTime.START.minus(Duration.ofMinutes(40)));
        groups.since.put("i-soon", ManualTime.START.minus(Duration.ofMinutes(40)));

        sweep();

        assertThat(groups.calls).containsSubsequence("hold i-soon", "hold i-late");
    }

    @Test
    void heartbeatThatFailed_isAFailureAndTriedAgainBeforeThePeriodEnds() {
        oneNode(THIRTY_SECONDS);
        groups.faults.put("hold i-1", throttled());
        time.at(Duration.ofSeconds(20), groups.faults::clear);

        Report report = sweep();
        for (int i = 0; i < 10; i++) {
            time.pause(Guard.PAUSE);
            guard.renew();
        }

        assertThat(report.failures()).singleElement().asString().contains("g/i-1");
        assertThat(groups.beats("i-1")).anyMatch(at -> at >= 20 && at < 30);
    }

    @Test
    void heartbeatOfALongPeriodThatFailed_isTriedAgainByTheNextSweep() {
        oneNode(HOUR);
        groups.faults.put("hold i-1", throttled());
        sweep();
        groups.faults.clear();
        seconds(60);

        sweep();

        assertThat(groups.count("hold")).isEqualTo(2);
    }

    @Test
    void heartbeatAtAWaitThatHasEnded_isNotRepeated() {
        oneNode(THIRTY_SECONDS);
        groups.gone.add("i-1");
        sweep();

        for (int i = 0; i < 20; i++) {
            time.pause(Guard.PAUSE);
            guard.renew();
        }

        assertThat(groups.count("hold")).isOne();
        assertThat(guard.upUntil(until())).isEqualTo(time.instant());
    }

    @Test
    void nodeThatIsReleased_isNotHeldOn() {
        oneNode(THIRTY_SECONDS);
        looks.looks.put("i-1", EMPTY);
        sweep();
        seconds(17);
        ended();
        int calls = groups.calls.size();

        seconds(60);
        guard.renew();

        assertThat(groups.calls).hasSize(calls);
    }

    @Test
    void nodeThatNoLongerWaits_isNotHeldOnAfterTheNextSweep() {
        oneNode(THIRTY_SECONDS);
        sweep();
        groups.with("g", true, THIRTY_SECONDS);
        seconds(60);
        sweep();
        long before = groups.count("hold");

        seconds(60);
        guard.renew();

        assertThat(groups.count("hold")).isEqualTo(before);
    }

    @Test
    void heartbeatOfAWaitThatEnded_doesNotDelayThatOfTheNext() {
        oneNode(HOUR);
        sweep();
        groups.with("g", true, HOUR);
        seconds(60);
        sweep();
        oneNode(HOUR);
        seconds(60);

        sweep();

        assertThat(groups.beats("i-1")).containsExactly(0L, 120L);
    }

    @Test
    void failureAtOneHeartbeat_doesNotStopTheOthers() {
        groups.with("g", true, HOUR, crowd(20));
        groups.faults.put("hold i-0", broken("no"));

        sweep();

        assertThat(groups.count("hold")).isEqualTo(20);
    }

    // --- staying up ---

    @Test
    void copyThatHoldsNobody_doesNotStayUp() {
        groups.with("g", true, THIRTY_SECONDS);
        sweep();

        assertThat(guard.upUntil(until())).isEqualTo(time.instant());
    }

    @Test
    void copyThatHoldsAShortPeriod_staysUpUntilTheNextSweepHasComeLate() {
        oneNode(THIRTY_SECONDS);
        Instant began = time.instant();
        sweep();
        seconds(5);

        assertThat(guard.upUntil(until())).isEqualTo(began.plusSeconds(80));
    }

    @Test
    void copyThatHoldsAShortPeriod_staysUpNoLongerThanItMay() {
        oneNode(THIRTY_SECONDS);
        sweep();
        Instant end = time.instant().plusSeconds(30);

        assertThat(guard.upUntil(end)).isEqualTo(end);
    }

    @Test
    void copyThatOnlyServedAnEvent_staysUpUntilASweepCanHaveCome() {
        groups.with("g", true, THIRTY_SECONDS, waiting("i-1"));
        announced("g", "i-1");

        assertThat(guard.upUntil(until())).isEqualTo(time.instant().plusSeconds(80));
    }

    @Test
    void copyWhoseLastSweepIsLongAgo_staysUpAnew() {
        oneNode(THIRTY_SECONDS);
        sweep();
        seconds(200);

        assertThat(guard.upUntil(until())).isEqualTo(time.instant().plusSeconds(80));
    }

    @Test
    void dryRun_recordsNothingToStayUpFor() {
        groups.acts = false;
        oneNode(THIRTY_SECONDS);
        sweep();

        assertThat(guard.upUntil(until())).isEqualTo(time.instant());
    }
}
