package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Until when alarms are quiet, in the ways in which people write times.
class QuietUntilTest {
    private static final Instant NOW = Instant.parse("2026-03-28T10:00:00.5Z");

    @ParameterizedTest
    @CsvSource({
        "4h, 2026-03-28T14:00:00Z",
        "2d, 2026-03-30T10:00:00Z",
        "1d12h, 2026-03-29T22:00:00Z",
        "90m, 2026-03-28T11:30:00Z",
        "30min, 2026-03-28T10:30:00Z",
        "30d, 2026-04-27T10:00:00Z",
        "2026-03-28T14:00:00Z, 2026-03-28T14:00:00Z",
        "2026-03-28T14:00Z, 2026-03-28T14:00:00Z",
        "2026-03-28T14:00+01:00, 2026-03-28T13:00:00Z",
        "2026-03-28 14:00 Europe/Berlin, 2026-03-28T13:00:00Z",
        "2026-03-28T14:00[Europe/Berlin], 2026-03-28T13:00:00Z",
        "2026-03-30 14:00:30 Europe/Berlin, 2026-03-30T12:00:30Z",
        "2026-03-28 14:00 UTC, 2026-03-28T14:00:00Z"
    })
    void time_isRead(String text, Instant until) {
        assertThat(QuietUntil.of(text, NOW)).isEqualTo(until);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-28T09:59:00Z | is in the past",
                "0h | is in the past",
                "31d | more than 30 days away",
                "9999d | more than 30 days away",
                "2027-03-28T09:59:00Z | more than 30 days away",
                "2026-03-28 14:00 | it names no zone",
                "2026-03-29 02:30 Europe/Berlin | skip that time",
                "2026-03-28 14:00 Europe/Nowhere | this is no time",
                "tomorrow | this is no time",
                "4 | this is no time",
                "2026-02-30T10:00Z | this is no time",
                "'' | this is no time"
            })
    void otherTexts_areRefusedInOneLine(String text, String why) {
        assertThatThrownBy(() -> QuietUntil.of(text, NOW))
                .isInstanceOf(UsageError.class)
                .hasMessageStartingWith("--until '" + text + "': ")
                .hasMessageContaining(why)
                .hasMessageContaining("nothing was changed; next: ")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource("2026-10-25 02:30 Europe/Berlin")
    void timeThatTheClocksShowTwice_isRefused(String text) {
        assertThatThrownBy(() -> QuietUntil.of(text, Instant.parse("2026-10-24T10:00:00Z")))
                .hasMessageContaining("show that time twice");
    }
}
