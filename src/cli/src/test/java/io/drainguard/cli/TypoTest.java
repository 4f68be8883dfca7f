package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TypoTest {
    @Test
    void letterTooMuchMissingWrongOrSwapped_isOneStep() {
        assertThat(Typo.distance("status", "status")).isZero();
        assertThat(Typo.distance("statuss", "status")).isEqualTo(1);
        assertThat(Typo.distance("statu", "status")).isEqualTo(1);
        assertThat(Typo.distance("ststus", "status")).isEqualTo(1);
        assertThat(Typo.distance("sattus", "status")).isEqualTo(1);
        assertThat(Typo.distance("", "status")).isEqualTo(6);
    }

    @Test
    void nearestIsMeant_unlessAWordHasLittleInCommon() {
        List<String> names = List.of("hold", "release", "status");
        assertThat(Typo.nearest("realease", names)).contains("release");
        assertThat(Typo.nearest("hodl", names)).contains("hold");
        assertThat(Typo.nearest("cold", names)).contains("hold");
        assertThat(Typo.nearest("frobnicate", names)).isEmpty();
    }
}
