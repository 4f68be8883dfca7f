package io.drainguard.sim.metrics;

import io.drainguard.sim.metrics.MathExpression.Invalid;
import io.drainguard.sim.metrics.MathExpression.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads an expression. Functions are written in capital letters, ids begin with a small one (Math, metric math syntax
/// and functions).
final class MathParser {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<number>\\d+(?:\\.\\d+)?)|(?<id>[a-z]\\w*)|(?<word>[A-Z][A-Z_0-9]*)"
                    + "|(?<sign>==|!=|<=|>=|&&|\\|\\||[-+*/<>(),\\[\\]]))");

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int next;

    MathParser(String text) {
        this.text = text;
        Matcher token = TOKEN.matcher(text.strip());
        int end = 0;
        while (end < text.strip().length()) {
            if (!token.find(end) || token.start() != end) {
                throw new Invalid(
                        "'" + text + "' cannot be read from '" + text.strip().substring(end) + "' on");
            }
            tokens.add(token.group().strip());
            end = token.end();
        }
    }

    Term whole() {
        Term term = binary(1);
        if (next < tokens.size()) {
            throw new Invalid("'" + text + "' goes on after its end with '" + peek() + "'");
        }
        return term;
    }

    private Term binary(int rank) {
        Term left = unary();
        while (true) {
            MathOperator operator = operator(peek());
            if (operator == null || operator.rank < rank) {
                return left;
            }
            next++;
            left = new Term.Binary(operator, left, binary(operator.rank + 1));
        }
    }

    private Term unary() {
        String token = take();
        if (token.equals("-")) {
            return new Term.Minus(unary());
        }
        if (token.equals("(")) {
            Term inner = binary(1);
            expect(")");
            return inner;
        }
        if (token.equals("[")) {
            return new Term.Array(list("]"));
        }
        if (Character.isDigit(token.isEmpty() ? ' ' : token.charAt(0))) {
            return new Term.Literal(Double.parseDouble(token));
        }
        if (token.matches("[a-z]\\w*")) {
            return new Term.Id(token);
        }
        if (token.matches("[A-Z][A-Z_0-9]*") && operator(token) == null) {
            if (!peek().equals("(")) {
                return new Term.Word(token);
            }
            next++;
            return new Term.Call(MathFunction.named(token), list(")"));
        }
        throw new Invalid("'" + text + "' has '" + token + "' where a value should be");
    }

    private List<Term> list(String end) {
        List<Term> items = new ArrayList<>();
        items.add(binary(1));
        while (peek().equals(",")) {
            next++;
            items.add(binary(1));
        }
        expect(end);
        return items;
    }

    private void expect(String token) {
        if (!take().equals(token)) {
            throw new Invalid("'" + text + "' lacks a '" + token + "'");
        }
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    private static @Nullable MathOperator operator(String token) {
        return switch (token) {
            case "OR", "||" -> MathOperator.OR;
            case "AND", "&&" -> MathOperator.AND;
            case "==" -> MathOperator.EQUAL;
            case "!=" -> MathOperator.UNEQUAL;
            case "<=" -> MathOperator.AT_MOST;
            case ">=" -> MathOperator.AT_LEAST;
            case "<" -> MathOperator.BELOW;
            case ">" -> MathOperator.ABOVE;
            case "+" -> MathOperator.PLUS;
            case "-" -> MathOperator.LESS;
            case "*" -> MathOperator.TIMES;
            case "/" -> MathOperator.THROUGH;
            default -> null;
        };
    }
}
