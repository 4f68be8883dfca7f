package io.drainguard.sim.metrics;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;

/// A time series: one point for each period, the oldest first. A point that is missing is no number.
public final class Series implements MathValue {
    private final double[] values;

    private Series(double[] values) {
        this.values = values;
    }

    /// A series of these points; `NaN` stands for a missing one.
    public static Series of(double... values) {
        return new Series(values.clone());
    }

    /// How many points there could be.
    public int length() {
        return values.length;
    }

    /// The value of a point, `NaN` if it is missing.
    public double at(int point) {
        return values[point];
    }

    /// Whether a point is missing.
    public boolean isMissing(int point) {
        return Double.isNaN(values[point]);
    }

    /// Whether no point is there.
    public boolean isEmpty() {
        return Arrays.stream(values).allMatch(Double::isNaN);
    }

    /// The points that are there, in order.
    double[] present() {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    }

    /// A function of each point that is there; missing ones stay missing.
    Series map(DoubleUnaryOperator function) {
        return new Series(Arrays.stream(values)
                .map(value -> Double.isNaN(value) ? value : function.applyAsDouble(value))
                .toArray());
    }

    /// A function of the points of two series. Where only one has a point the other counts as 0 (Math, basic arithmetic
    /// functions; comparison and logical operators). Where neither has one there is none *inference*.
    Series with(Series other, DoubleBinaryOperator function) {
        double[] result = new double[values.length];
        for (int point = 0; point < values.length; point++) {
            result[point] = isMissing(point) && other.isMissing(point)
                    ? Double.NaN
                    : function.applyAsDouble(orZero(values[point]), orZero(other.values[point]));
        }
        return new Series(result);
    }

    /// The value, or 0 if it is missing.
    static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Series series && Arrays.equals(values, series.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.stream(values)
                .mapToObj(value -> Double.isNaN(value) ? "-" : String.valueOf(value))
                .collect(Collectors.joining(" "));
    }
}
