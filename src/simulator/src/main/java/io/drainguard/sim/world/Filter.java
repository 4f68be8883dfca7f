package io.drainguard.sim.world;

import java.util.List;

/// A filter of a describe call: a name such as `tag-key` and the values of which one must fit.
public record Filter(String name, List<String> values) {
    /// Copies the values.
    public Filter {
        values = List.copyOf(values);
    }
}
