package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a sweep has time for.
class SweepBudgetTest {
    private static final Instant START = ManualTime.START;

    @ParameterizedTest
    @CsvSource({
        "300, 0, true, false",
        "300, 11.999, true, false",
        "300, 12, true, true",
        "300, 299.999, false, false",
        "300, 300, false, true",
        "8, 7.999, true, false",
        "8, 8, true, true",
        "8, 8, false, true"
    })
    void protection_waitsForTheNextSweepWhereTheTimeIsUp(double until, double now, boolean kept, boolean defers) {
        SweepBudget budget = new SweepBudget(START, at(until));

        assertThat(budget.mayDefer(at(now), kept)).isEqualTo(defers);
    }

    @ParameterizedTest
    @CsvSource({"300, 10, 40", "300, 280, 300", "300, 270, 300", "20, 0, 20"})
    void freshLooks_areWaitedForThirtySeconds(double until, double now, double by) {
        assertThat(new SweepBudget(START, at(until)).freshLooksBy(at(now))).isEqualTo(at(by));
    }

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }
}
