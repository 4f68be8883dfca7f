package io.drainguard.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads until when an operator wants a node's alarms to be quiet. Pure.
final class QuietUntil {
    /// Nobody remembers for longer why a node was kept.
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final Pattern LOCAL = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}(?::\\d{2})?)(?: ?\\[?([A-Za-z][A-Za-z0-9_+/-]*)\\]?)?");

    private QuietUntil() {}

    /// Returns the time that the text means.
    ///
    /// @throws UsageError if it means none, one in the past, or one beyond 30 days
    static Instant of(String text, Instant now) {
        Instant until = time(text.strip(), now).truncatedTo(ChronoUnit.SECONDS);
        if (!until.isAfter(now)) {
            throw refused(text, Format.time(until) + " is in the past", "give a time to come, such as 4h");
        }
        if (until.isAfter(now.plus(LONGEST))) {
            throw refused(
                    text,
                    Format.time(until) + " is more than 30 days away",
                    "give at most 30d, and repeat the command when it is over");
        }
        return until;
    }

    private static Instant time(String text, Instant now) {
        Duration span = Span.read(text);
        if (span != null) {
            return now.plus(span);
        }
        try {
            Matcher local = LOCAL.matcher(text);
            return local.matches() && !text.endsWith("Z")
                    ? inZone(text, LocalDateTime.parse(local.group(1) + "T" + local.group(2)), local.group(3))
                    : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
        } catch (DateTimeException unreadable) {
            throw refused(
                    text,
                    "this is no time",
                    "give a span (4h, 2d, 1d12h), an ISO time (2026-01-01T09:00Z), or a local time with its zone"
                            + " ('2026-01-01 09:00 Europe/Berlin')");
        }
    }

    private static Instant inZone(String text, LocalDateTime local, @Nullable String name) {
        if (name == null) {
            throw refused(text, "it names no zone", "write it as " + local + "Z, or as '" + text + " Europe/Berlin'");
        }
        List<ZoneOffset> offsets = ZoneId.of(name).getRules().getValidOffsets(local);
        if (offsets.size() != 1) {
            throw refused(
                    text,
                    offsets.isEmpty()
                            ? "the clocks of " + name + " skip that time"
                            : "the clocks of " + name + " show that time twice",
                    "give it with its offset, as in " + local + "+01:00");
        }
        return local.toInstant(offsets.getFirst());
    }

    private static UsageError refused(String text, String why, String next) {
        return UsageError.unusable("--until '" + text + "': " + why + "; nothing was changed; next: " + next);
    }
}
