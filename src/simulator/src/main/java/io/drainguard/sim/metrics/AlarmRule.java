package io.drainguard.sim.metrics;

import io.drainguard.sim.metrics.AlarmDefinition.MissingData;
import java.util.Arrays;

/// What state an alarm takes for the points in its evaluation range (Alarms, how alarm state is evaluated when data is
/// missing; avoiding premature transitions to alarm state).
///
/// @param periods N: so many points decide
/// @param datapoints M: so many of them must breach
record AlarmRule(int periods, int datapoints, MissingData missing) {
    /// What a period's point is.
    enum Point {
        BREACHING,
        WITHIN,
        MISSING
    }

    /// Works out the state.
    ///
    /// @param range the points of the evaluation range, the oldest first
    /// @param state the present state
    AlarmState state(Point[] range, AlarmState state) {
        Point[] real =
                Arrays.stream(range).filter(point -> point != Point.MISSING).toArray(Point[]::new);
        if (real.length >= periods) {
            // Enough real points: the latest of them decide, and what missing ones count as does not matter.
            return verdict(breaching(Arrays.copyOfRange(real, real.length - periods, real.length)));
        }
        // All real points count, and as few missing ones as make up the number.
        int filled = periods - real.length;
        return switch (missing) {
            case breaching -> verdict(breaching(real) + filled);
            case notBreaching -> verdict(breaching(real));
            case missing -> real.length == 0 ? AlarmState.INSUFFICIENT_DATA : few(range, real, AlarmState.ALARM, state);
            case ignore -> real.length == 0 ? state : few(range, real, state, state);
        };
    }

    private AlarmState verdict(long breaching) {
        return breaching >= datapoints ? AlarmState.ALARM : AlarmState.OK;
    }

    /// Fewer real points than decide, and missing ones count as nothing.
    ///
    /// @param premature the state if all real points breach and the oldest is as old as M points
    private AlarmState few(Point[] range, Point[] real, AlarmState premature, AlarmState state) {
        if (breaching(real) >= datapoints) {
            return AlarmState.ALARM;
        }
        if (breaching(real) < real.length) {
            return AlarmState.OK;
        }
        // All of them breach. A row of the second table, `0 - X - -`, is OK though its only breaching point is old
        // enough, so a point within the threshold rules the early alarm out *inference*.
        int oldest = range.length - Arrays.asList(range).indexOf(Point.BREACHING);
        // The next point may be within the threshold: "the alarm does not go immediately into ALARM state". It then
        // stays what it is *inference*.
        return oldest >= datapoints ? premature : state;
    }

    private static long breaching(Point[] points) {
        return Arrays.stream(points).filter(point -> point == Point.BREACHING).count();
    }
}
