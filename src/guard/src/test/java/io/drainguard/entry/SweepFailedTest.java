package io.drainguard.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepFailedTest {
    @Test
    void fewFailures_areToldWhole() {
        assertThat(new SweepFailed(List.of("a", "b"))).hasMessage("2 failed: a; b");
    }

    /// Each with a message of AWS of over a thousand characters.
    @Test
    void thousandFailures_areCountedAndTheFirstAreShortened() {
        String message = new SweepFailed(Collections.nCopies(1000, "x".repeat(1400))).getMessage();

        assertThat(message)
                .hasSizeLessThan(4_100)
                .startsWith("1000 failed: " + "x".repeat(300) + "...; xxx")
                .endsWith("xxx...; and 987 more, which the log names");
    }

    @Test
    void thousandShortFailures_areNotAllTold() {
        assertThat(new SweepFailed(Collections.nCopies(1000, "x")).getMessage())
                .endsWith("x; x; and 980 more, which the log names");
    }
}
