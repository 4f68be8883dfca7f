package io.drainguard.sim.metrics;

import static io.drainguard.sim.metrics.MathExpression.value;

import io.drainguard.sim.metrics.MathExpression.Invalid;
import io.drainguard.sim.metrics.MathExpression.Scope;
import io.drainguard.sim.metrics.MathExpression.Term;
import io.drainguard.sim.metrics.MathValue.Scalar;
import io.drainguard.sim.metrics.MathValue.Several;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The functions of metric math that are known here (Math, functions supported for metric math).
enum MathFunction {
    /// Of one series the highest of all its points, a number; of an array a series. What a point is that only some
    /// series of the array have no page says: the highest of those that are there *inference*.
    MAX {
        @Override
        MathValue apply(List<Term> arguments, Scope scope) {
            return over(
                    one(this, arguments, scope),
                    values -> Arrays.stream(values).max().orElse(Double.NaN));
        }
    },
    /// The lowest, in the same way.
    MIN {
        @Override
        MathValue apply(List<Term> arguments, Scope scope) {
            return over(
                    one(this, arguments, scope),
                    values -> Arrays.stream(values).min().orElse(Double.NaN));
        }
    },
    /// The sum, in the same way.
    SUM {
        @Override
        MathValue apply(List<Term> arguments, Scope scope) {
            return over(
                    one(this, arguments, scope),
                    values -> values.length == 0
                            ? Double.NaN
                            : Arrays.stream(values).sum());
        }
    },
    /// The difference between each point and the one before it; the first has none.
    DIFF {
        @Override
        MathValue apply(List<Term> arguments, Scope scope) {
            Series of = series(this, one(this, arguments, scope));
            double[] differences = new double[of.length()];
            double before = Double.NaN;
            for (int point = 0; point < of.length(); point++) {
                differences[point] = of.at(point) - before;
                before = of.isMissing(point) ? before : of.at(point);
            }
            return Series.of(differences);
        }
    },
    /// Fills missing points with a number, with the points of another series, or by REPEAT with the last point before
    /// it. Before the first point REPEAT has nothing to repeat. Whether a series without any point is filled no
    /// page says; both readings can be tried *inference*.
    FILL {
        @Override
        MathValue apply(List<Term> arguments, Scope scope) {
            if (arguments.size() != 2) {
                throw new Invalid("FILL takes a series and what fills it");
            }
            MathValue of = value(arguments.get(0), scope);
            return of instanceof Several(var all)
                    ? new Several(all.stream()
                            .map(series -> filled(series, arguments.get(1), scope))
                            .toList())
                    : filled(series(this, of), arguments.get(1), scope);
        }
    },
    /// Chooses for each point of the condition (Math, using IF expressions). A point of the condition that is missing
    /// is dropped; true without a value is 0; false without a value is dropped.
    IF {
        @Override
        MathValue apply(List<Term> arguments, Scope scope) {
            if (arguments.size() < 2 || arguments.size() > 3) {
                throw new Invalid("IF takes a condition and one or two values");
            }
            MathValue condition = value(arguments.get(0), scope);
            MathValue yes = value(arguments.get(1), scope);
            MathValue no = arguments.size() < 3 ? new Scalar(Double.NaN) : value(arguments.get(2), scope);
            return switch (condition) {
                case Scalar(double holds) -> holds != 0 ? yes : no;
                case Series holds -> chosen(holds, yes, no);
                case Several _ -> throw new Invalid("IF takes no array");
            };
        }
    };

    private static final String REPEAT = "REPEAT";

    abstract MathValue apply(List<Term> arguments, Scope scope);

    static MathFunction named(String name) {
        return Arrays.stream(values())
                .filter(function -> function.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Invalid("no function " + name + " is known here"));
    }

    private static MathValue one(MathFunction function, List<Term> arguments, Scope scope) {
        if (arguments.size() != 1) {
            throw new Invalid(function + " takes one argument");
        }
        return value(arguments.getFirst(), scope);
    }

    private static Series series(MathFunction function, MathValue value) {
        if (value instanceof Series series) {
            return series;
        }
        throw new Invalid(function + " takes a time series");
    }

    private static MathValue over(MathValue value, ToDoubleFunction<double[]> function) {
        return switch (value) {
            case Scalar _ -> throw new Invalid("a function over points takes no number");
            case Series series -> new Scalar(function.applyAsDouble(series.present()));
            case Several(var all) -> {
                double[] result = new double[all.getFirst().length()];
                for (int point = 0; point < result.length; point++) {
                    int here = point;
                    result[point] = function.applyAsDouble(all.stream()
                            .mapToDouble(series -> series.at(here))
                            .filter(one -> !Double.isNaN(one))
                            .toArray());
                }
                yield Series.of(result);
            }
        };
    }

    private static Series filled(Series of, Term filler, Scope scope) {
        if (of.isEmpty() && !scope.fillsNothing()) {
            return of;
        }
        boolean repeats = filler instanceof Term.Word(String word) && word.equals(REPEAT);
        MathValue with = repeats ? new Scalar(Double.NaN) : value(filler, scope);
        double[] result = new double[of.length()];
        double last = Double.NaN;
        for (int point = 0; point < result.length; point++) {
            last = of.isMissing(point) ? last : of.at(point);
            result[point] = of.isMissing(point) ? repeats ? last : at(with, point) : of.at(point);
        }
        return Series.of(result);
    }

    private static Series chosen(Series condition, MathValue yes, MathValue no) {
        double[] result = new double[condition.length()];
        for (int point = 0; point < result.length; point++) {
            if (condition.isMissing(point)) {
                result[point] = Double.NaN;
            } else {
                result[point] = condition.at(point) != 0 ? Series.orZero(at(yes, point)) : at(no, point);
            }
        }
        return Series.of(result);
    }

    private static double at(MathValue value, int point) {
        return switch (value) {
            case Scalar(double number) -> number;
            case Series series -> series.at(point);
            case Several _ -> throw new Invalid("an array is no single value");
        };
    }
}
