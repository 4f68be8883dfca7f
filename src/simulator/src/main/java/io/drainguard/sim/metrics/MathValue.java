package io.drainguard.sim.metrics;

import java.util.List;

/// What an expression can be: a number, a time series, or several of them (Math, data type abbreviations S, TS, TS[]).
public sealed interface MathValue permits MathValue.Scalar, Series, MathValue.Several {
    /// A number.
    record Scalar(double value) implements MathValue {}

    /// An array of time series.
    record Several(List<Series> series) implements MathValue {
        /// Copies the array.
        public Several {
            series = List.copyOf(series);
        }
    }
}
