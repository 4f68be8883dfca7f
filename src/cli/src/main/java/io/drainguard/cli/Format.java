package io.drainguard.cli;

import io.drainguard.decide.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Formats numbers, times and decisions for people. Pure; the machine's locale does not matter.
final class Format {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Format() {}

    /// Formats a span in its largest unit alone, for tables: `34 s`, `119 min`, `47 h`, `3 d`. It never says more than
    /// is left.
    static String shortSpan(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    /// Formats a time to the minute, in UTC: `2026-01-01 10:05Z`.
    static String time(Instant at) {
        return MINUTE.format(at);
    }

    /// Formats a count with its noun: `1 node`, `3 nodes`.
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /// Formats a decision with the journal's words.
    static String decision(Decision decision) {
        return decision.word();
    }
}
