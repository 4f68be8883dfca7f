package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookEndedTest {
    @ParameterizedTest
    @CsvSource({"'', i-0a", "' ', i-0a", "e8d3c0e4-71f7-4491-898f-c9b35bee5f3b, ''"})
    void blankPart_isRefused(String command, String instance) {
        assertThatIllegalArgumentException().isThrownBy(() -> new LookEnded(command, instance));
    }
}
