package io.drainguard.decide;

import java.time.Duration;
import java.util.Locale;

/// Formats amounts for people. Pure; the machine's locale does not matter.
public final class Units {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Units() {}

    /// Formats bytes in the unit that leaves one to three digits before the point: `945 KiB`, `3.3 MiB`.
    public static String bytes(double bytes) {
        double rest = bytes;
        int unit = 0;
        while (rest >= 999.5 && unit < BYTES.length - 1) {
            rest /= 1024;
            unit++;
        }
        String format = unit == 0 || rest >= 9.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, rest, BYTES[unit]);
    }

    /// Formats a whole number of bytes.
    public static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /// Formats a span in its two largest units, below two minutes in seconds:
    /// `34 s`, `12 min`, `3 h 5 min`, `1 d 23 h`.
    public static String span(Duration span) {
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
}
