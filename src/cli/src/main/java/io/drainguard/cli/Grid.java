package io.drainguard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Lays cells out in columns two blanks apart; one blank apart where the lines would else be longer than wanted. Pure.
final class Grid {
    private static final int APART = 2;

    private final List<List<String>> rows = new ArrayList<>();
    private final Set<Integer> right;
    private final int wanted;

    /// Builds a grid with a head, of any length.
    ///
    /// @param right indices of the columns that are aligned to the right
    Grid(List<String> head, Set<Integer> right) {
        this(head, right, Integer.MAX_VALUE);
    }

    /// Builds a grid with a head.
    ///
    /// @param right indices of the columns that are aligned to the right
    /// @param wanted how many columns of the terminal its lines ought to take at the most
    Grid(List<String> head, Set<Integer> right, int wanted) {
        this.right = Set.copyOf(right);
        this.wanted = wanted;
        rows.add(List.copyOf(head));
    }

    /// Adds a row; it must have a cell for each column.
    void add(List<String> cells) {
        if (cells.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.size() + " cells for " + rows.getFirst().size() + " columns");
        }
        rows.add(cells.stream().map(Columns::plain).toList());
    }

    /// Returns the lines, the head first, without blanks at their ends.
    List<String> lines() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        int all = APART * (columns - 1);
        for (int i = 0; i < columns; i++) {
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], Columns.of(row.get(i)));
            }
            all += widths[i];
        }
        String gap = " ".repeat(all > wanted ? 1 : APART);
        return rows.stream().map(row -> line(row, widths, gap)).toList();
    }

    private String line(List<String> row, int[] widths, String gap) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(Columns.padded(row.get(i), widths[i], right.contains(i)))
                    .append(gap);
        }
        return line.toString().stripTrailing();
    }
}
