package io.drainguard.proofs.demo.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/// Where a moment lies between the story's start and its end.
record Axis(Instant start, Instant end) {
    private static final List<Long> STEPS = List.of(5L, 10L, 15L, 30L, 60L, 120L, 300L, 600L, 1800L, 3600L);
    private static final int MOST_TICKS = 9;

    /// The place in percent, for a drawing of any width.
    String at(Instant at) {
        return percent(part(at));
    }

    /// A length in percent.
    String across(Instant from, Instant to) {
        return percent(Math.max(0, part(to) - part(from)));
    }

    /// The place as a part of the whole, from 0 to 1.
    double part(Instant at) {
        double whole = Math.max(1, Duration.between(start, end).toMillis());
        return Math.clamp(Duration.between(start, at).toMillis() / whole, 0, 1);
    }

    /// Whether the moment lies on it.
    boolean shows(Instant at) {
        return !at.isBefore(start) && !at.isAfter(end);
    }

    /// Whole, round distances from the start.
    List<Instant> ticks() {
        long whole = Math.max(1, Duration.between(start, end).toSeconds());
        long step = STEPS.stream()
                .filter(one -> whole / one < MOST_TICKS)
                .findFirst()
                .orElse(STEPS.getLast());
        return LongStream.rangeClosed(0, whole / step)
                .mapToObj(tick -> start.plusSeconds(tick * step))
                .toList();
    }

    /// Draws a line at each tick, and what time it is below.
    void draw(Html html, int height) {
        int odd = 0;
        for (Instant tick : ticks()) {
            html.shape("line", "", "class", "grid", "x1", at(tick), "x2", at(tick), "y1", "0", "y2", height + "");
            if (part(tick) < 0.97) {
                html.leaf(
                        "text",
                        Words.clock(Duration.between(start, tick)),
                        "class",
                        odd % 2 == 0 ? "tick" : "tick odd",
                        "x",
                        at(tick),
                        "y",
                        height + 14 + "",
                        "dx",
                        odd == 0 ? "0" : "-9");
            }
            odd++;
        }
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.2f%%", part * 100);
    }
}
