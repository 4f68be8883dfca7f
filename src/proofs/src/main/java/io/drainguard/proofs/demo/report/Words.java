package io.drainguard.proofs.demo.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Lengths and sizes for people.
public final class Words {
    private static final long KIB = 1024;

    private Words() {}

    /// Minutes and seconds.
    public static String clock(Duration length) {
        return "%d:%02d".formatted(length.toMinutes(), length.toSecondsPart());
    }

    /// In the largest unit that gives at least 1.
    public static String size(long bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        return bytes < KIB * KIB
                ? bytes / KIB + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / (KIB * KIB));
    }

    /// The two largest units that are not zero.
    static String length(Duration length) {
        if (length.toHours() > 0) {
            return length.toHours() + " h" + (length.toMinutesPart() == 0 ? "" : " " + length.toMinutesPart() + " min");
        }
        if (length.toMinutes() > 0) {
            return length.toMinutes() + " min"
                    + (length.toSecondsPart() == 0 ? "" : " " + length.toSecondsPart() + " s");
        }
        return length.toSeconds() + " s";
    }

    /// From the scale-in on.
    static String since(Recording recording, Instant at) {
        return clock(Duration.between(recording.start(), at));
    }
}
