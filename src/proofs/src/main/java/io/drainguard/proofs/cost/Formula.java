package io.drainguard.proofs.cost;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A formula of the page: numbers, names, the four operations, brackets, `min` and `max` of two.
final class Formula {
    private static final Pattern TOKEN = Pattern.compile("\\s*([0-9.]+|[A-Za-z]\\w*|[-+*/(),])");

    private final String text;
    private final Map<String, Double> values;
    private final Deque<String> tokens = new ArrayDeque<>();

    private Formula(String text, Map<String, Double> values) {
        this.text = text;
        this.values = values;
        String unknown = TOKEN.matcher(text).replaceAll("").strip();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("'%s' in '%s' is no part of a formula".formatted(unknown, text));
        }
        TOKEN.matcher(text).results().map((MatchResult token) -> token.group(1)).forEach(tokens::add);
    }

    /// Works a formula out.
    ///
    /// @param values what its names stand for
    /// @throws IllegalArgumentException if it is none, or has a name without a value
    static double value(String text, Map<String, Double> values) {
        Formula formula = new Formula(text, values);
        double value = formula.sum();
        if (!formula.tokens.isEmpty()) {
            throw formula.wrong(formula.next());
        }
        return value;
    }

    private double sum() {
        double value = product();
        while (is("+") || is("-")) {
            value += next().equals("+") ? product() : -product();
        }
        return value;
    }

    private double product() {
        double value = factor();
        while (is("*") || is("/")) {
            value = next().equals("*") ? value * factor() : value / factor();
        }
        return value;
    }

    private double factor() {
        String token = next();
        return switch (token) {
            case "(" -> {
                double value = sum();
                expect(")");
                yield value;
            }
            case "min", "max" -> {
                expect("(");
                double first = sum();
                expect(",");
                double second = sum();
                expect(")");
                yield token.equals("min") ? Math.min(first, second) : Math.max(first, second);
            }
            case "" -> throw wrong("the end");
            default -> Character.isDigit(token.charAt(0)) ? Double.parseDouble(token) : named(token);
        };
    }

    private double named(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw wrong(name);
        }
        return value;
    }

    private boolean is(String token) {
        return token.equals(tokens.peek());
    }

    private String next() {
        String token = tokens.poll();
        return token == null ? "" : token;
    }

    private void expect(String token) {
        String found = next();
        if (!found.equals(token)) {
            throw wrong(found);
        }
    }

    private IllegalArgumentException wrong(String token) {
        return new IllegalArgumentException("'%s' does not fit into '%s'".formatted(token, text));
    }
}
