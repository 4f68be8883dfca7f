package io.drainguard.sim.metrics;

import io.drainguard.sim.metrics.MathValue.Scalar;
import io.drainguard.sim.metrics.MathValue.Several;

/// An operator of metric math (Math, basic arithmetic functions; comparison and logical operators). One that compares
/// gives 1 or 0. A point that would divide by zero is dropped.
enum MathOperator {
    OR(1),
    AND(2),
    EQUAL(3),
    UNEQUAL(3),
    AT_MOST(3),
    AT_LEAST(3),
    BELOW(3),
    ABOVE(3),
    PLUS(4),
    LESS(4),
    TIMES(5),
    THROUGH(5);

    /// Operators of a higher rank bind first, as in other languages *inference*.
    final int rank;

    MathOperator(int rank) {
        this.rank = rank;
    }

    private double of(double left, double right) {
        return switch (this) {
            case OR -> truth(left != 0 || right != 0);
            case AND -> truth(left != 0 && right != 0);
            case EQUAL -> truth(left == right);
            case UNEQUAL -> truth(left != right);
            case AT_MOST -> truth(left <= right);
            case AT_LEAST -> truth(left >= right);
            case BELOW -> truth(left < right);
            case ABOVE -> truth(left > right);
            case PLUS -> left + right;
            case LESS -> left - right;
            case TIMES -> left * right;
            case THROUGH -> right == 0 ? Double.NaN : left / right;
        };
    }

    private static double truth(boolean holds) {
        return holds ? 1 : 0;
    }

    /// Between two series a missing point counts as 0 where the other has one. Between a series and a number a missing
    /// point stays missing: the example of the page shows `metric2 > 15` for such a series within AND only, which
    /// both readings give *inference*.
    MathValue apply(MathValue left, MathValue right) {
        return switch (left) {
            case Scalar(double one) ->
                switch (right) {
                    case Scalar(double two) -> new Scalar(of(one, two));
                    case Series two -> two.map(value -> of(one, value));
                    case Several(var all) ->
                        new Several(all.stream()
                                .map(two -> two.map(value -> of(one, value)))
                                .toList());
                };
            case Series one ->
                switch (right) {
                    case Scalar(double two) -> one.map(value -> of(value, two));
                    case Series two -> one.with(two, this::of);
                    case Several(var all) ->
                        new Several(
                                all.stream().map(two -> one.with(two, this::of)).toList());
                };
            case Several(var all) ->
                switch (right) {
                    case Scalar(double two) ->
                        new Several(all.stream()
                                .map(one -> one.map(value -> of(value, two)))
                                .toList());
                    case Series two ->
                        new Several(
                                all.stream().map(one -> one.with(two, this::of)).toList());
                    case Several _ -> throw new MathExpression.Invalid("no operator takes two arrays");
                };
        };
    }
}
