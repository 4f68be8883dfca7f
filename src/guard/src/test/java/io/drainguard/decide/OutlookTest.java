package io.drainguard.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutlookTest {
    @ParameterizedTest
    @CsvSource({
        "PT48H, PT44H, false",
        "PT48H, PT44H1S, true",
        "PT48H, PT50H, true",
        "PT1H, PT45M, false",
        "PT1H, PT45M1S, true",
        "PT1H, PT0S, false",
        "PT16H, PT12H, false",
        "PT16H, PT12H1S, true"
    })
    void ceilingIsNear_fourHoursBeforeOrInItsLastQuarter(Duration ceiling, Duration heldFor, boolean near) {
        assertThat(new Outlook(new Policy(ceiling, true), Progress.NONE, false).isNearCeiling(heldFor))
                .isEqualTo(near);
    }

    @Test
    void ceilingOfANodeThatYields_needsNobody() {
        Policy yields = new Policy(Duration.ofMinutes(4), false, true);

        assertThat(new Outlook(yields, Progress.NONE, false).isNearCeiling(Duration.ofMinutes(4)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"PT1H, PT10M, PT50M", "PT1H, PT1H, PT0S", "PT1H, PT2H, PT0S"})
    void timeLeft_isNeverNegative(Duration ceiling, Duration heldFor, Duration left) {
        assertThat(new Outlook(new Policy(ceiling, true), Progress.NONE, false).left(heldFor))
                .isEqualTo(left);
    }
}
