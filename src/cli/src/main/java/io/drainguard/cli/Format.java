package io.drainguard.cli;

import io.drainguard.decide.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Formats numbers, times and decisions for people. Pure; the machine's locale does not matter.
final class Format {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Format() {}

    /// Formats bytes in the unit that leaves one to three digits before the point: `945 KiB`, `3.3 MiB`.
    static String bytes(double bytes) {
        double rest = bytes;
        int unit = 0;
        while (rest >= 999.5 && unit < UNITS.length - 1) {
            rest /= 1024;
            unit++;
        }
        String format = unit == 0 || rest >= 9.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, rest, UNITS[unit]);
    }

    /// Formats a whole number of bytes.
    static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /// Formats a span in its two largest units, below two minutes in seconds:
    /// `34 s`, `12 min`, `3 h 5 min`, `1 d 23 h`.
    static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (minutes < 2) {
            return seconds + " s";
        }
        if (hours < 1) {
            return minutes + " min";
        }
        if (hours < 48) {
            return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
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
