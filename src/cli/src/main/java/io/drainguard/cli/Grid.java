package io.drainguard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Lays cells out in columns two blanks apart. Pure.
final class Grid {
    private final List<List<String>> rows = new ArrayList<>();
    private final Set<Integer> right;

    /// Builds a grid with a head.
    ///
    /// @param right indices of the columns that are aligned to the right
    Grid(List<String> head, Set<Integer> right) {
        this.right = Set.copyOf(right);
        rows.add(List.copyOf(head));
    }

    /// Adds a row; it must have a cell for each column.
    void add(List<String> cells) {
        if (cells.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.size() + " cells for " + rows.getFirst().size() + " columns");
        }
        rows.add(List.copyOf(cells));
    }

    /// Returns the lines, the head first, without blanks at their ends.
    List<String> lines() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String blanks = " ".repeat(widths[i] - row.get(i).length());
            line.append(right.contains(i) ? blanks + row.get(i) : row.get(i) + blanks)
                    .append("  ");
        }
        return line.toString().stripTrailing();
    }
}
