package io.drainguard.proofs.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What happened, line by line; costs nothing unless somebody wants to read it.
public final class Trace {
    private final List<String> lines = new ArrayList<>();
    private final boolean kept;

    private Trace(boolean kept) {
        this.kept = kept;
    }

    /// A trace that is kept.
    public static Trace kept() {
        return new Trace(true);
    }

    /// A trace that nobody reads.
    public static Trace none() {
        return new Trace(false);
    }

    /// Adds a line; it is made only where somebody reads it.
    public void add(Supplier<String> line) {
        if (kept) {
            lines.add(line.get());
        }
    }

    /// The lines so far.
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
