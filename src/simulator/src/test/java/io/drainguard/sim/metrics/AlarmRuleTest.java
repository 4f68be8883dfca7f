package io.drainguard.sim.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.metrics.AlarmDefinition.MissingData;
import io.drainguard.sim.metrics.AlarmRule.Point;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The worked examples of the CloudWatch User Guide, page `alarms-and-missing-data`, row by row. `0` is a point within
/// the threshold, `X` one that breaches, `-` a missing one, the newest on the right; the evaluation range is five
/// points.
/// "Retain current state" is tried with each state.
class AlarmRuleTest {
    private static final String RETAIN = "RETAIN";

    /// The first table: three of three.
    @ParameterizedTest
    @CsvSource({
        "0 - X - X, OK, OK, OK, OK",
        "0 - - - -, OK, OK, OK, OK",
        "- - - - -, INSUFFICIENT_DATA, RETAIN, ALARM, OK",
        "0 X X - X, ALARM, ALARM, ALARM, ALARM",
        "- - X - -, ALARM, RETAIN, ALARM, OK"
    })
    void rowOfTheFirstTable(String range, String missing, String ignore, String breaching, String notBreaching) {
        assertRow(3, range, missing, ignore, breaching, notBreaching);
    }

    /// The second table: two of three.
    @ParameterizedTest
    @CsvSource({
        "0 - X - X, ALARM, ALARM, ALARM, ALARM",
        "0 0 X 0 X, ALARM, ALARM, ALARM, ALARM",
        "0 - X - -, OK, OK, ALARM, OK",
        "- - - - 0, OK, OK, ALARM, OK",
        "- - - X -, ALARM, RETAIN, ALARM, OK"
    })
    void rowOfTheSecondTable(String range, String missing, String ignore, String breaching, String notBreaching) {
        assertRow(2, range, missing, ignore, breaching, notBreaching);
    }

    private static void assertRow(int datapoints, String range, String... wanted) {
        MissingData[] columns = {
            MissingData.missing, MissingData.ignore, MissingData.breaching, MissingData.notBreaching
        };
        for (int column = 0; column < columns.length; column++) {
            for (AlarmState state : AlarmState.values()) {
                AlarmState next = wanted[column].equals(RETAIN) ? state : AlarmState.valueOf(wanted[column]);
                assertThat(state(datapoints, columns[column], range, state))
                        .as("%s, missing points are %s, state %s", range, columns[column], state)
                        .isEqualTo(next);
            }
        }
    }

    /// The sentences between the tables: the non-breaching point has left the range a minute later.
    @Test
    void secondRowAMinuteLater_rings() {
        assertThat(state(3, MissingData.breaching, "- - - - -", AlarmState.OK)).isEqualTo(AlarmState.ALARM);
    }

    /// Avoiding premature transitions: "the alarm does not go immediately into ALARM state".
    @ParameterizedTest
    @ValueSource(strings = {"- - - - X", "- - - X -"})
    void breachingPointThatIsTooYoung_changesNothing(String range) {
        assertThat(state(3, MissingData.missing, range, AlarmState.OK)).isEqualTo(AlarmState.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- - - X 0", "- - X - 0"})
    void nextPointWithinTheThreshold_isOk(String range) {
        assertThat(state(3, MissingData.missing, range, AlarmState.OK)).isEqualTo(AlarmState.OK);
    }

    @ParameterizedTest
    @EnumSource(MissingData.class)
    void oneOfThree_ringsAtTheFirstPointThatBreaches(MissingData missing) {
        assertThat(state(1, missing, "0 0 0 0 X", AlarmState.OK)).isEqualTo(AlarmState.ALARM);
        assertThat(state(1, missing, "- - - - X", AlarmState.OK)).isEqualTo(AlarmState.ALARM);
        assertThat(state(1, missing, "0 0 X 0 0", AlarmState.ALARM)).isEqualTo(AlarmState.ALARM);
        assertThat(state(1, missing, "X X 0 0 0", AlarmState.ALARM)).isEqualTo(AlarmState.OK);
    }

    private static AlarmState state(int datapoints, MissingData missing, String range, AlarmState state) {
        Point[] points = Arrays.stream(range.split(" "))
                .map(point -> switch (point) {
                    case "X" -> Point.BREACHING;
                    case "0" -> Point.WITHIN;
                    default -> Point.MISSING;
                })
                .toArray(Point[]::new);
        return new AlarmRule(3, datapoints, missing).state(points, state);
    }
}
