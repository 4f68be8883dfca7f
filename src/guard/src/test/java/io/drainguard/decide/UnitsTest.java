package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Amounts for people.
class UnitsTest {
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
        assertThat(Units.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "999.4, 999 B",
        "999.5, 1.0 KiB",
        "10188.8, 10 KiB",
        "10188.7, 9.9 KiB",
        "1180591620717411303424, 1024 EiB"
    })
    void bytesOfARate_areRoundedTheSameWay(double bytes, String words) {
        assertThat(Units.bytes(bytes)).isEqualTo(words);
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
        assertThat(Units.span(Duration.ofSeconds(seconds))).isEqualTo(words);
    }
}
