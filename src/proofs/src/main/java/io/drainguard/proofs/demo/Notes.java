package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.Happening;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What happens beside the guard's decisions: it goes to the table, and is kept for the report.
final class Notes {
    private final Table table;
    private final List<Happening> all = new CopyOnWriteArrayList<>();

    Notes(Table table) {
        this.table = table;
    }

    void add(Instant at, Happening.Kind kind, String text) {
        all.add(new Happening(at, kind, text));
        table.note(at, text);
    }

    /// All so far, in the order in which they were told.
    List<Happening> all() {
        return List.copyOf(all);
    }
}
