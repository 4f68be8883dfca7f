package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How old an answer is, and what follows from it.
class AnswerTest {
    private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");

    /// Seconds since the request, and those that the look took by the node's own clock, which may be wrong.
    @ParameterizedTest
    @CsvSource({
        "20, 15, 5",
        "20, 0, 20",
        "20, -3600, 20",
        "20, -0.001, 20",
        "20, 21, 0",
        "20, 20, 0",
        "200, 60, 140",
        "200, 60.001, 140",
        "200, 3600, 140",
        "0, 0, 0",
        "-1, 0, 0"
    })
    void age_isTheTimeSinceTheRequestWithoutTheTimeOfTheLookItself(double now, double took, double age) {
        assertThat(answer(new Look.Empty(), 0, took, false).age(at(now))).isEqualTo(seconds(age));
    }

    @ParameterizedTest
    @CsvSource({
        "empty, 30, 0, false",
        "empty, 30.001, 0, true",
        "empty, 45, 15, false",
        "empty, 45.001, 15, true",
        "empty, 600, 15, true",
        "pending, 600, 0, false",
        "unknown, 600, 0, false"
    })
    void onlyAnEmpty_growsTooOld(String look, double now, double took, boolean stale) {
        assertThat(answer(look(look), 0, took, false).isStale(at(now))).isEqualTo(stale);
    }

    /// Seconds after the request at which a guard protected the node; the look took 15 s.
    @ParameterizedTest
    @CsvSource({
        "empty, 12.999, false",
        "empty, 13, false",
        "empty, 13.001, true",
        "empty, 600, true",
        "empty, 701.999, true",
        "empty, 702, false",
        "empty, 7000, false",
        "empty, -600, false",
        "pending, 600, false",
        "unknown, 600, false"
    })
    void onlyAnEmpty_isVoidOnceTheNodeWasProtectedAfterIt(String look, double protectedAt, boolean isVoid) {
        assertThat(answer(look(look), 0, 15, false).isVoid(at(protectedAt), at(700)))
                .isEqualTo(isVoid);
    }

    @Test
    void emptyOfANodeThatWasNeverProtected_isNotVoid() {
        assertThat(answer(look("empty"), 0, 15, false).isVoid(null, at(700))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "true, 0, 0, true",
        "true, 9.999, 0, true",
        "true, 10, 0, false",
        "true, 24.999, 15, true",
        "true, 25, 15, false",
        "false, 0, 0, false",
        "false, 5, 0, false"
    })
    void outputThatIsNotThere_mayFollowForTenSeconds(boolean silent, double now, double took, boolean may) {
        assertThat(answer(look("unknown"), 0, took, silent).mayFollow(at(now))).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "pending, 50, 50, true",
        "pending, 50, 53, true",
        "pending, 50, 49.999, false",
        "pending, 1, 1, true",
        "pending, 0, 0, false",
        "pending, 0, 20, false",
        "empty, 50, 60, false",
        "unknown, 50, 60, false",
        "pending, 110, 200, true",
        "pending, 120, 200, true"
    })
    void pendingThatStayed_isOneThatLastedAsLongAsItWasToldTo(String look, long stay, double took, boolean hasStayed) {
        assertThat(answer(look(look), stay, took, false).hasStayed()).isEqualTo(hasStayed);
    }

    private static Look look(String word) {
        return switch (word) {
            case "empty" -> new Look.Empty();
            case "pending" -> new Look.Pending(1, 1, Instant.EPOCH);
            default -> new Look.Unknown(word);
        };
    }

    private static Answer answer(Look look, long stay, double took, boolean silent) {
        LookCommand command = new LookCommand(
                "command",
                "drainguard-g",
                LookCommand.DEFAULT_VERSION,
                Map.of(LookCommand.WAIT, String.valueOf(stay)),
                LookCommand.COMMENT,
                ASKED,
                Set.of("i-1"),
                1,
                false);
        return new Answer(command, "i-1", look, seconds(took), silent);
    }

    private static Instant at(double seconds) {
        return ASKED.plus(seconds(seconds));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
