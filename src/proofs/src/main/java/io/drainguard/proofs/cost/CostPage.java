package io.drainguard.proofs.cost;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The page of what a month costs. A row that begins with a name and a number gives the name that value. A table whose
/// head says `USD, by` and a name has a formula in each row, and its amounts for the numbers in the head.
///
/// `main` writes the page anew, with what the guard does today: after a change of journal, metrics or alarms.
public final class CostPage {
    /// The page, below the repository's folder.
    public static final Path FILE = Path.of("docs", "cost.md");

    private static final Pattern VALUE = Pattern.compile("^\\| `(\\w+)` \\| ([0-9][0-9.,]*) \\|(.*)$");
    private static final Pattern HEAD = Pattern.compile("^\\| USD, by `(\\w+)` \\| formula \\|(.*)\\|$");
    private static final Pattern ROW = Pattern.compile("^\\| ([^|]+) \\| `([^`]+)` \\|.*$");
    private static final String SUM = "| **sum** | |";

    private final List<String> lines;
    private final Map<String, Double> values = new LinkedHashMap<>();

    /// Reads a page.
    public CostPage(String text) {
        lines = text.lines().toList();
        for (String line : lines) {
            Matcher row = VALUE.matcher(line);
            if (row.matches() && values.put(row.group(1), number(row.group(2))) != null) {
                throw new IllegalArgumentException("two values of " + row.group(1));
            }
        }
    }

    /// Writes the page anew.
    public static void main(String... none) throws IOException {
        Map<String, Double> measured = Measured.now();
        Files.writeString(FILE, new CostPage(Files.readString(FILE)).with(measured));
        System.out.println(measured);
    }

    /// The value that the page gives a name.
    public double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value of " + name);
        }
        return value;
    }

    /// The page with other values for these names, and all that follows from its formulas.
    public String with(Map<String, Double> changed) {
        changed.forEach((name, value) -> {
            value(name);
            values.put(name, value);
        });
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < lines.size(); at++) {
            Matcher head = HEAD.matcher(lines.get(at));
            if (head.matches()) {
                int end = at;
                while (end < lines.size() && lines.get(end).startsWith("|")) {
                    end++;
                }
                new Table(head, lines.subList(at, end)).writeTo(out);
                at = end - 1;
            } else {
                out.append(valued(lines.get(at), changed)).append('\n');
            }
        }
        return out.toString();
    }

    private static String valued(String line, Map<String, Double> changed) {
        Matcher row = VALUE.matcher(line);
        if (!row.matches() || !changed.containsKey(row.group(1))) {
            return line;
        }
        return "| `%s` | %s |%s".formatted(row.group(1), shown(rounded(changed.get(row.group(1)), 0), 0), row.group(3));
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace(",", ""));
    }

    private static String shown(BigDecimal value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value.setScale(decimals, RoundingMode.HALF_UP));
    }

    private static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    }

    /// A table of formulas. A sum adds what is shown above it.
    private final class Table {
        private final List<Map<String, Double>> columns = new ArrayList<>();
        private final List<BigDecimal> sums = new ArrayList<>();
        private final List<String> rows;

        Table(Matcher head, List<String> rows) {
            this.rows = rows;
            for (String cell : head.group(2).split("\\|", -1)) {
                Map<String, Double> column = new LinkedHashMap<>(values);
                column.put(head.group(1), number(cell.strip()));
                columns.add(column);
                sums.add(BigDecimal.ZERO);
            }
        }

        void writeTo(StringBuilder out) {
            rows.stream().map(this::computed).forEach(row -> out.append(row).append('\n'));
        }

        private String computed(String line) {
            if (line.startsWith(SUM)) {
                return SUM + cells(sums, 2);
            }
            Matcher row = ROW.matcher(line);
            if (!row.matches()) {
                return line;
            }
            List<BigDecimal> amounts = columns.stream()
                    .map(column -> rounded(Formula.value(row.group(2), column), 3))
                    .toList();
            for (int at = 0; at < amounts.size(); at++) {
                sums.set(at, sums.get(at).add(amounts.get(at)));
            }
            return "| %s | `%s` |".formatted(row.group(1), row.group(2)) + cells(amounts, 3);
        }

        private static String cells(List<BigDecimal> amounts, int decimals) {
            return amounts.stream()
                    .map(amount -> " " + shown(amount, decimals) + " |")
                    .collect(joining());
        }
    }
}
