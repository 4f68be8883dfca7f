package io.drainguard.proofs.bench;

import java.util.List;

/// One part of the benchmark.
public interface Part {
    /// Measures.
    ///
    /// @param runs how often to measure what differs from run to run, at least 1
    Result run(int runs) throws Exception;

    /// What a part found.
    ///
    /// @param title its headline
    /// @param text its tables and remarks, as Markdown
    /// @param figures the same as data; anything that Jackson can write
    /// @param rows one for each goal it measured
    record Result(String title, String text, Object figures, List<Figure> rows) {}
}
