package io.drainguard.proofs.bench;

import java.util.Collection;
import java.util.List;

/// Median, least and largest of what was measured several times.
///
/// @param median the upper one of two middle values
/// @param min the least
/// @param max the largest
public record Spread(double median, double min, double max) {
    /// The spread of these values; not a number where there are none.
    public static Spread of(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty()
                ? new Spread(Double.NaN, Double.NaN, Double.NaN)
                : new Spread(sorted.get(sorted.size() / 2), sorted.getFirst(), sorted.getLast());
    }

    /// `median (min to max)` without decimals.
    @Override
    public String toString() {
        return Double.isNaN(median) ? "-" : "%.0f (%.0f to %.0f)".formatted(median, min, max);
    }
}
