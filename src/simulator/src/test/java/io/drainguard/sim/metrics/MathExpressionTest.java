package io.drainguard.sim.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.sim.metrics.MathValue.Scalar;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Metric math: the tables of the CloudWatch User Guide, page `using-metric-math`, and what the page says in words.
class MathExpressionTest {
    /// The two series of "comparison and logical operators".
    @ParameterizedTest
    @CsvSource({
        "m1 < m2, 0 0 1 0",
        "(m1 < m2), 0 0 1 0",
        "m1 >= 30, 1 0 0 0",
        "m1 > 15 AND m2 > 15, 1 0 0 0",
        "m1 > 15 && m2 > 15, 1 0 0 0",
        "m1 > 25 OR m2 > 15, 1 0 1 0",
        "m1 > 25 || m2 > 15, 1 0 1 0"
    })
    void operatorsOfThePage(String expression, String points) {
        assertThat(value(expression, Map.of("m1", series("30 20 0 0"), "m2", series("20 - 20 -"))))
                .isEqualTo(series(points));
    }

    /// The three tables of "using IF expressions".
    @ParameterizedTest
    @CsvSource({
        "'IF(m1, m2, m3)', 30 0 20 - -",
        "'IF(m1, 5, m3)', 5 5 20 - -",
        "'IF(m1, m2, 5)', 30 0 5 5 -",
        "'IF(m1, m2)', 30 0 - - -"
    })
    void ifOfThePage(String expression, String points) {
        assertThat(value(
                        expression,
                        Map.of("m1", series("1 1 0 0 -"), "m2", series("30 - 0 0 30"), "m3", series("0 0 20 - 20"))))
                .isEqualTo(series(points));
    }

    /// "Missing values in a time series are treated as 0. If the value of a data point causes a function to attempt to
    /// divide by zero, the data point is dropped."
    @ParameterizedTest
    @CsvSource({
        "a + b, 3 1 2 -",
        "a - b, -1 1 -2 -",
        "b / a, 2 0 - -",
        "a * 3 + 1, 4 4 - -",
        "-a, -1 -1 - -",
        "-5 * a, -5 -5 - -",
        "1 - 1 - a, -1 -1 - -",
        "2 * (a + 1), 4 4 - -"
    })
    void arithmeticOfThePage(String expression, String points) {
        assertThat(value(expression, Map.of("a", series("1 1 - -"), "b", series("2 - 2 -"))))
                .isEqualTo(series(points));
    }

    @ParameterizedTest
    @CsvSource({
        "'FILL(a, 0)', 0 1 0 3 0",
        "'FILL(a, REPEAT)', - 1 1 3 3",
        "'FILL(a, b)', 9 1 9 3 9",
        "'DIFF(a)', - - - 2 -",
        "'MAX([a, b])', 9 9 9 9 9",
        "'MIN([a, b])', 9 1 9 3 9",
        "'SUM([a, b])', 9 10 9 12 9",
        "'MAX([FILL(a, 0), a])', 0 1 0 3 0",
        "'a - MIN(a)', - 0 - 2 -"
    })
    void functionsOfSeries(String expression, String points) {
        assertThat(value(expression, Map.of("a", series("- 1 - 3 -"), "b", series("9 9 9 9 9"))))
                .isEqualTo(series(points));
    }

    /// MAX, MIN and SUM of one series are numbers.
    @Test
    void functionOfOneSeries_isANumber() {
        assertThat(value("MAX(a)", Map.of("a", series("- 1 3")))).isEqualTo(new Scalar(3));
        assertThat(value("SUM(a) * 2", Map.of("a", series("- 1 3")))).isEqualTo(new Scalar(8));
    }

    /// No page says what FILL makes of a series without any point.
    @Test
    void seriesWithoutAnyPoint_isFilledOrNotAsItIsRead() {
        MathExpression fill = MathExpression.parse("FILL(a, 0)");

        assertThat(fill.value(id -> series("- - -"), true)).isEqualTo(series("0 0 0"));
        assertThat(fill.value(id -> series("- - -"), false)).isEqualTo(series("- - -"));
    }

    @Test
    void logicalOperators_bindLast() {
        Map<String, MathValue> series = Map.of("a", series("1"), "b", series("0"));

        assertThat(value("a + b > 0 AND b == 0 OR b > 5", series)).isEqualTo(series("1"));
        assertThat(value("a > 0 OR b > 0 AND b > 0", series)).isEqualTo(series("1"));
    }

    @Test
    void ids_areThoseOfTheMetrics() {
        assertThat(MathExpression.parse("IF(FILL(some_1, REPEAT) > 0, MAX([other, -third]), 4)")
                        .ids())
                .containsExactly("other", "some_1", "third");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m1 +",
                "(m1",
                "m1)",
                "m1 m2",
                "FILL(m1)",
                "fill(m1, 0)",
                "NOSUCH(m1)",
                "IF(m1)",
                "MAX(1)",
                "MAX([1, 2])",
                "m1 ? 2",
                "REPEAT",
                "[m1, m1] + [m1, m1]",
                "AND m1"
            })
    void whatCloudWatchWouldRefuse_isRefused(String expression) {
        assertThatThrownBy(() -> value(expression, Map.of("m1", series("1"), "m2", series("1"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static MathValue value(String expression, Map<String, ? extends MathValue> ids) {
        return MathExpression.parse(expression)
                .value(
                        id -> {
                            MathValue value = ids.get(id);
                            if (value == null) {
                                throw new IllegalArgumentException("no " + id);
                            }
                            return Objects.requireNonNull(value);
                        },
                        true);
    }

    private static Series series(String points) {
        return Series.of(Stream.of(points.split(" "))
                .mapToDouble(point -> point.equals("-") ? Double.NaN : Double.parseDouble(point))
                .toArray());
    }
}
