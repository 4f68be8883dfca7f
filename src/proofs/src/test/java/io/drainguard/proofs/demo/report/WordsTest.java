package io.drainguard.proofs.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1 KiB", "1048575,1023 KiB", "1572864,1.5 MiB"})
    void size_isInTheLargestUnitThatGivesOne(long bytes, String text) {
        assertThat(Words.size(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0 s", "59,59 s", "60,1 min", "150,2 min 30 s", "3600,1 h", "172800,48 h", "5400,1 h 30 min"})
    void length_hasTheTwoLargestUnits(long seconds, String text) {
        assertThat(Words.length(Duration.ofSeconds(seconds))).isEqualTo(text);
    }
}
