package io.drainguard.sim.metrics;

import io.drainguard.sim.metrics.MathValue.Scalar;
import io.drainguard.sim.metrics.MathValue.Several;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// An expression of metric math, read once: numbers, ids, operators, arrays, and the functions of [MathFunction].
public final class MathExpression {
    private final Term term;

    private MathExpression(Term term) {
        this.term = term;
    }

    /// An expression that CloudWatch would refuse.
    public static final class Invalid extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Invalid(String message) {
            super(message);
        }
    }

    /// Reads an expression.
    ///
    /// @throws Invalid if it cannot be read
    public static MathExpression parse(String text) {
        return new MathExpression(new MathParser(text).whole());
    }

    /// Works the expression out. It throws [Invalid] where a function gets what it cannot take.
    ///
    /// @param ids what each id stands for
    /// @param fillsNothing whether `FILL` also fills a series that has no point at all
    public MathValue value(Function<String, MathValue> ids, boolean fillsNothing) {
        return value(term, new Scope(ids, fillsNothing));
    }

    /// The ids that the expression names.
    public Set<String> ids() {
        Set<String> found = new TreeSet<>();
        collect(term, found);
        return found;
    }

    private static void collect(Term term, Set<String> into) {
        switch (term) {
            case Term.Id(String name) -> into.add(name);
            case Term.Array(var items) -> items.forEach(item -> collect(item, into));
            case Term.Call(var function, var arguments) -> arguments.forEach(argument -> collect(argument, into));
            case Term.Binary(var operator, var left, var right) -> {
                collect(left, into);
                collect(right, into);
            }
            case Term.Minus(var of) -> collect(of, into);
            case Term.Literal _, Term.Word _ -> {}
        }
    }

    /// What an expression is worked out with.
    record Scope(Function<String, MathValue> ids, boolean fillsNothing) {}

    /// A part of an expression.
    sealed interface Term {
        /// A number.
        record Literal(double value) implements Term {}

        /// What an id of a metric or of another expression stands for.
        record Id(String name) implements Term {}

        /// A word that only a function knows, such as `REPEAT`.
        record Word(String text) implements Term {}

        /// Several series in brackets.
        record Array(List<Term> items) implements Term {}

        /// A function.
        record Call(MathFunction function, List<Term> arguments) implements Term {}

        /// An operator between two parts.
        record Binary(MathOperator operator, Term left, Term right) implements Term {}

        /// A part with its sign turned.
        record Minus(Term of) implements Term {}
    }

    static MathValue value(Term term, Scope scope) {
        return switch (term) {
            case Term.Literal(double value) -> new Scalar(value);
            case Term.Id(String name) -> scope.ids().apply(name);
            case Term.Word(String text) -> throw new Invalid("'" + text + "' is no value");
            case Term.Array(var items) ->
                new Several(items.stream()
                        .map(item -> value(item, scope))
                        .<Series>mapMulti((value, into) -> {
                            switch (value) {
                                case Series series -> into.accept(series);
                                case Several(var several) -> several.forEach(into);
                                case Scalar _ -> throw new Invalid("an array takes time series, and no number");
                            }
                        })
                        .toList());
            case Term.Call(var function, var arguments) -> function.apply(arguments, scope);
            case Term.Binary(var operator, var left, var right) ->
                operator.apply(value(left, scope), value(right, scope));
            case Term.Minus(var of) -> MathOperator.TIMES.apply(new Scalar(-1), value(of, scope));
        };
    }
}
