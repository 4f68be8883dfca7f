package io.drainguard.sweep;

import java.util.ArrayList;
import java.util.List;

/// Cuts a list into the pieces that one call takes.
final class Batches {
    private Batches() {}

    /// Returns the list in pieces of at most `size`.
    static <T> List<List<T>> of(List<T> all, int size) {
        List<List<T>> pieces = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            pieces.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return pieces;
    }
}
