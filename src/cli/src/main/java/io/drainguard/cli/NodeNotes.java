package io.drainguard.cli;

import io.drainguard.sweep.Tags;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What tags say of a node to a person; no guard decides by it.
///
/// @param by who set the override, an ARN; `null` if no tag says so
/// @param byAt when that was
/// @param because the reason that this person gave
/// @param quietUntil until when the node is kept on purpose, and raises no alarm
/// @param trouble what a guard found wrong with its looks, `null` for nothing
/// @param troubleSince since when
record NodeNotes(
        @Nullable String by,
        @Nullable Instant byAt,
        @Nullable String because,
        @Nullable Instant quietUntil,
        @Nullable Trouble trouble,
        @Nullable Instant troubleSince) {
    /// Nothing.
    static final NodeNotes NONE = new NodeNotes(null, null, null, null, null, null);

    /// What may be wrong with a node's looks.
    enum Trouble {
        UNKNOWN,
        STALLED
    }

    /// Returns what an instance's tags say. A value that nobody of ours writes counts as none.
    static NodeNotes of(Map<String, String> tags) {
        String by = tags.getOrDefault(Tags.OVERRIDE_BY, "").strip();
        int blank = by.lastIndexOf(' ');
        Instant byAt = blank < 0 ? null : time(by.substring(blank + 1));
        String[] trouble = tags.getOrDefault(Tags.TROUBLE, "").strip().split(" ", 2);
        Trouble kind = switch (trouble[0]) {
            case "unknown" -> Trouble.UNKNOWN;
            case "stalled" -> Trouble.STALLED;
            default -> null;
        };
        return new NodeNotes(
                text(byAt == null ? by : by.substring(0, blank)),
                byAt,
                text(tags.getOrDefault(Tags.OVERRIDE_BECAUSE, "")),
                time(tags.getOrDefault(Tags.QUIET_UNTIL, "")),
                kind,
                kind == null || trouble.length < 2 ? null : time(trouble[1]));
    }

    private static @Nullable String text(String value) {
        return value.isBlank() ? null : value.strip();
    }

    private static @Nullable Instant time(String text) {
        try {
            return Instant.parse(text.strip());
        } catch (DateTimeParseException foreign) {
            return null;
        }
    }

    /// Returns the last part of the author's ARN, `null` if nobody is named.
    @Nullable
    String author() {
        return by == null ? null : by.substring(by.lastIndexOf('/') + 1);
    }

    /// Tells whether somebody keeps the node on purpose now.
    boolean acknowledged(Instant now) {
        return quietUntil != null && quietUntil.isAfter(now);
    }
}
