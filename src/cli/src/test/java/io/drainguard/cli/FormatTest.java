package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Words for people.
class FormatTest {
    @Test
    void times_areInUtc() {
        assertThat(Format.time(Instant.parse("2026-01-01T10:05:59Z"))).isEqualTo("2026-01-01 10:05Z");
    }

    @Test
    void grid_linesItsColumnsUp() {
        Grid grid = new Grid(List.of("node", "bytes", "why"), Set.of(1));
        grid.add(List.of("i-0a", "5 B", ""));

        assertThat(grid.lines()).containsExactly("node  bytes  why", "i-0a    5 B");
        assertThatThrownBy(() -> grid.add(List.of("i-0b"))).isInstanceOf(IllegalArgumentException.class);
    }
}
