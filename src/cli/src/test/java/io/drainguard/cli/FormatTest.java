package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Words for people.
class FormatTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 KiB",
        "1536, 1.5 KiB",
        "10240, 10 KiB",
        "967680, 945 KiB",
        "3484800, 3.3 MiB",
        "9223372036854775807, 8.0 EiB"
    })
    void bytes_haveTheUnitThatReadsBest(long bytes, String words) {
        assertThat(Format.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0 s",
        "59, 59 s",
        "119, 119 s",
        "120, 2 min",
        "3599, 59 min",
        "3600, 1 h",
        "11100, 3 h 5 min",
        "172799, 47 h 59 min",
        "172800, 2 d",
        "259200, 3 d",
        "262800, 3 d 1 h"
    })
    void spans_haveTheirTwoLargestUnits(long seconds, String words) {
        assertThat(Format.span(Duration.ofSeconds(seconds))).isEqualTo(words);
    }

    @Test
    void times_areInUtc() {
        assertThat(Format.time(Instant.parse("2026-01-01T10:05:59Z"))).isEqualTo("2026-01-01 10:05Z");
    }

    @Test
    void grid_linesItsColumnsUp() {
        Grid grid = new Grid(List.of("node", "bytes", "why"), Set.of(1));
        grid.add(List.of("i-0a", "5 B", ""));

        assertThat(grid.lines()).containsExactly("node  bytes  why", "i-0a    5 B");
        assertThatThrownBy(() -> grid.add(List.of("i-0b"))).isInstanceOf(IllegalArgumentException.class);
    }
}
