package io.drainguard.sweep;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// What was counted of each [Measure]. A measure of which nothing is known is absent.
///
/// @param known the numbers that are known
public record Numbers(Map<Measure, Long> known) {
    /// Nothing is known.
    public static final Numbers NONE = new Numbers(Map.of());

    /// Copies the numbers, in the order of the measures.
    public Numbers {
        Map<Measure, Long> copy = new EnumMap<>(Measure.class);
        copy.putAll(known);
        known = Collections.unmodifiableMap(copy);
    }

    /// Returns a number, zero if it is not known.
    public long of(Measure measure) {
        return known.getOrDefault(measure, 0L);
    }

    /// Tells whether a number is known.
    public boolean knows(Measure measure) {
        return known.containsKey(measure);
    }

    /// Returns what happened, without what only a whole sweep knows.
    Numbers counters() {
        Map<Measure, Long> counters = new EnumMap<>(Measure.class);
        known.forEach((measure, number) -> {
            if (measure.isCounter()) {
                counters.put(measure, number);
            }
        });
        return new Numbers(counters);
    }
}
