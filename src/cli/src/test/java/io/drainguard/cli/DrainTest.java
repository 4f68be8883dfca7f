package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The drain rate, from looks a minute apart.
class DrainTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

    /// Looks a minute apart with so many bytes each; 0 is Empty, below 0 is Unknown.
    private static List<Seen> looks(long... bytes) {
        List<Seen> looks = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            Look look = bytes[i] == 0
                    ? new Look.Empty()
                    : bytes[i] < 0 ? new Look.Unknown("?") : new Look.Pending(1, bytes[i], START);
            looks.add(new Seen(START.plusSeconds(60L * i), look));
        }
        return looks;
    }

    private static Drain drain(long... bytes) {
        List<Seen> looks = looks(bytes);
        return Drain.of(looks, looks.getLast().at().plusSeconds(30));
    }

    private static double rate(Drain drain) {
        return drain instanceof Drain.Falling falling ? falling.bytesPerSecond() : Double.NaN;
    }

    @Test
    void evenDrain_endsWhenTheBytesAreGone() {
        assertThat(drain(6000, 5400, 4800, 4200)).isEqualTo(new Drain.Falling(10, START.plusSeconds(180 + 420)));
    }

    @Test
    void oneBurst_movesTheRateLittle() {
        assertThat(rate(drain(60_000, 54_000, 48_000, 90_000, 36_000, 30_000, 24_000)))
                .isCloseTo(100, within(10.0));
    }

    @Test
    void queueThatGrew_isRisingUntilItFallsForLonger() {
        assertThat(drain(1000, 2000, 3000, 4000)).isInstanceOf(Drain.Rising.class);
        assertThat(drain(1000, 2000, 3000, 4000, 3900)).isInstanceOf(Drain.Rising.class);
        assertThat(drain(1000, 4000, 3000, 2000, 1000, 500)).isInstanceOf(Drain.Falling.class);
    }

    private static Seen connections(int minute, long number) {
        return new Seen(
                START.plusSeconds(60L * minute),
                new Look.Pending(Look.What.CONNECTIONS, number, number, START, "", List.of()));
    }

    @Test
    void connections_haveNoRateAndNoEnd() {
        List<Seen> looks = List.of(connections(0, 3), connections(1, 2), connections(2, 1));

        assertThat(Drain.of(looks, looks.getLast().at())).isInstanceOf(Drain.Unclear.class);
    }

    @Test
    void bytesAfterConnections_countAnew() {
        List<Seen> looks = new ArrayList<>(List.of(connections(-3, 1), connections(-2, 1), connections(-1, 1)));
        looks.addAll(looks(6000, 5400, 4800, 4200));

        assertThat(Drain.of(looks, looks.getLast().at()))
                .isEqualTo(new Drain.Falling(10, START.plusSeconds(180 + 420)));
    }

    @Test
    void sameBytes_areSteady() {
        assertThat(drain(5000, 5000, 5000)).isEqualTo(new Drain.Steady());
    }

    @Test
    void endThatIsFarAway_isNone() {
        assertThat(drain(10_000_000_000L, 9_999_999_999L, 9_999_999_998L)).isEqualTo(new Drain.Steady());
    }

    @Test
    void looksBeforeAnEmptyOne_belongToAnotherWait() {
        assertThat(drain(9_000_000, 8_000_000, 7_000_000, 0, 6000, 5400, 4800, 4200))
                .isEqualTo(new Drain.Falling(10, START.plusSeconds(7 * 60 + 420)));
        assertThat(drain(9_000_000, 8_000_000, 7_000_000, 0, 6000))
                .isEqualTo(new Drain.Unclear("too few looks so far"));
    }

    @Test
    void looksBeforeASilence_doNotCount() {
        List<Seen> looks = new ArrayList<>();
        looks(9_000_000, 8_000_000, 7_000_000)
                .forEach(seen -> looks.add(new Seen(seen.at().minus(Duration.ofMinutes(14)), seen.look())));
        looks.addAll(looks(6000, 5400, 4800));

        assertThat(rate(Drain.of(looks, START.plusSeconds(130)))).isCloseTo(10, within(0.001));
    }

    @Test
    void looksOfLongAgo_doNotCount() {
        long[] bytes = new long[30];
        for (int minute = 0; minute < bytes.length; minute++) {
            bytes[minute] = minute < 14 ? 1_000_000 : 1_000_000 - 600L * (minute - 14);
        }

        assertThat(rate(drain(bytes))).isCloseTo(10, within(0.001));
    }

    @Test
    void unknownLooks_arePassedOver() {
        assertThat(rate(drain(6000, -1, 4800, -1, 3600))).isCloseTo(10, within(0.001));
        assertThat(drain(6000, 5400, 4800, -1)).isEqualTo(new Drain.Unclear("the last look could not tell"));
    }

    @Test
    void fewLooksOrAShortSpan_giveNoRate() {
        assertThat(drain(6000, 5400)).isInstanceOf(Drain.Unclear.class);
        List<Seen> close = List.of(
                new Seen(START, new Look.Pending(1, 3, START)),
                new Seen(START.plusSeconds(20), new Look.Pending(1, 2, START)),
                new Seen(START.plusSeconds(40), new Look.Pending(1, 1, START)));
        assertThat(Drain.of(close, START.plusSeconds(41))).isInstanceOf(Drain.Unclear.class);
    }

    @Test
    void oldLook_saysNothingOfNow() {
        List<Seen> looks = looks(6000, 5400, 4800, 4200);

        assertThat(Drain.of(looks, looks.getLast().at().plus(Drain.STALE))).isInstanceOf(Drain.Falling.class);
        assertThat(Drain.of(looks, looks.getLast().at().plus(Drain.STALE).plusSeconds(1)))
                .isEqualTo(new Drain.Unclear("the last look is too old"));
    }

    @Test
    void emptyAndNoLook_areToldApart() {
        assertThat(drain(0)).isEqualTo(new Drain.Over());
        assertThat(Drain.of(List.of(), START)).isEqualTo(new Drain.Unclear("no look yet"));
    }
}
