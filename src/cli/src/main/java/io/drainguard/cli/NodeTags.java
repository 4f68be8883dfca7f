package io.drainguard.cli;

import io.drainguard.cli.Happened.Marked;
import io.drainguard.sweep.Tags;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads from a node's tags what happened to it, as far as a tag says when. Pure.
///
/// @param now the time of what the tags say without one
record NodeTags(Map<String, String> tags, Instant now) {
    /// Returns the events.
    List<Happened> events() {
        List<Happened> events = new ArrayList<>();
        override(events);
        mark(events, Tags.HELD_SINCE, "a guard first saw it wait");
        mark(
                events,
                Tags.PROTECTED_AT,
                "volumes protected: " + tags.getOrDefault(Tags.PROTECTED, "which, no tag says")
                        + "; bytes queued then: " + tags.getOrDefault(Tags.PENDING_BYTES, "unknown"));
        mark(events, Tags.GAVE_UP, "given up: its group retains it");
        trouble(events);
        String rounds = tags.get(Tags.ROUNDS);
        if (rounds != null) {
            events.add(new Marked(now, Tags.ROUNDS, "by now guards have ended it " + rounds + " times"));
        }
        return events;
    }

    private void override(List<Happened> events) {
        String value = tags.get(Tags.OVERRIDE);
        if (value == null) {
            return;
        }
        String by = tags.getOrDefault(Tags.OVERRIDE_BY, "");
        int blank = by.lastIndexOf(' ');
        Instant at = blank < 0 ? null : time(by.substring(blank + 1));
        String because = tags.get(Tags.OVERRIDE_BECAUSE);
        String quiet = tags.get(Tags.QUIET_UNTIL);
        events.add(new Marked(
                at == null ? now : at,
                Tags.OVERRIDE,
                value + " by " + (at == null ? "somebody, no tag says when" : by.substring(0, blank))
                        + (because == null ? "" : ", because " + because)
                        + (quiet == null ? "" : ", quiet until " + quiet)));
    }

    private void mark(List<Happened> events, String key, String text) {
        Instant at = time(tags.getOrDefault(key, ""));
        if (at != null) {
            events.add(new Marked(at, key, text));
        }
    }

    private void trouble(List<Happened> events) {
        String value = tags.getOrDefault(Tags.TROUBLE, "");
        int blank = value.indexOf(' ');
        Instant at = blank < 0 ? null : time(value.substring(blank + 1));
        if (at != null) {
            events.add(new Marked(
                    at, Tags.TROUBLE, value.substring(0, blank) + " from now on, until a look says otherwise"));
        }
    }

    private static @Nullable Instant time(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException foreign) {
            return null;
        }
    }
}
