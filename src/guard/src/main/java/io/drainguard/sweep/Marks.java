package io.drainguard.sweep;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What guards have written on a node, so that any other guard can read it days later. All times are AWS's. Anybody
/// who may tag the instance may write the same, so no mark alone ever releases a node or changes a flag.
///
/// @param changed ids of the volumes whose flag a guard set to false, from the tag [Tags#PROTECTED]
/// @param protectedAt when a guard last protected volumes, `null` for never
/// @param heldSince when a guard first saw the node wait, `null` if none wrote it down
/// @param pendingOn digests of the file systems on which data may have been seen (see [io.drainguard.decide.Sources])
/// @param gaveUp when a guard gave the node up, `null` for never
/// @param rounds how often guards have ended the retained node
/// @param notes what makes alarms and notices neither forget nor repeat themselves
public record Marks(
        Set<String> changed,
        @Nullable Instant protectedAt,
        @Nullable Instant heldSince,
        Set<String> pendingOn,
        @Nullable Instant gaveUp,
        int rounds,
        Notes notes) {
    /// A value that is the digest of no file system, so that no Empty releases the node any more.
    private static final String TOO_MANY = "more file systems than a tag can name";

    /// The command line writes no later quiet time, so another tool or a forger did: the node alarms.
    private static final Duration LONGEST_QUIET = Duration.ofDays(31);

    /// The marks of a node that no guard has marked.
    public static final Marks NONE = new Marks(Set.of(), null, null, Set.of(), null, 0, Notes.NONE);

    /// What is written on a node of its alarms and notices.
    ///
    /// @param trouble since when its looks have been in trouble (see [io.drainguard.decide.Progress#ofMark]), empty
    ///     for never
    /// @param told what the last notice told of it, empty for nothing
    /// @param quietUntil until when a person keeps it on purpose, `null` for not at all
    public record Notes(
            String trouble, String told, @Nullable Instant quietUntil) {
        /// Nothing is written.
        public static final Notes NONE = new Notes("", "", null);

        static Notes of(Map<String, String> tags) {
            return new Notes(
                    tags.getOrDefault(Tags.TROUBLE, ""),
                    tags.getOrDefault(Tags.TOLD, ""),
                    time(tags, Tags.QUIET_UNTIL));
        }

        /// Tells whether a person has said that the node is kept on purpose.
        boolean isAcknowledged(Instant now) {
            return quietUntil != null && quietUntil.isAfter(now) && quietUntil.isBefore(now.plus(LONGEST_QUIET));
        }
    }

    /// Copies the sets.
    public Marks {
        changed = Set.copyOf(changed);
        pendingOn = Set.copyOf(pendingOn);
    }

    /// Returns the marks among an instance's tags. A value that no guard writes counts as none.
    public static Marks of(Map<String, String> tags) {
        return new Marks(
                list(tags, Tags.PROTECTED),
                time(tags, Tags.PROTECTED_AT),
                time(tags, Tags.HELD_SINCE),
                list(tags, Tags.PENDING_ON),
                time(tags, Tags.GAVE_UP),
                rounds(tags.getOrDefault(Tags.ROUNDS, "")),
                Notes.of(tags));
    }

    /// Marks of which no alarm and no notice has told.
    public Marks(
            Set<String> changed,
            @Nullable Instant protectedAt,
            @Nullable Instant heldSince,
            Set<String> pendingOn,
            @Nullable Instant gaveUp,
            int rounds) {
        this(changed, protectedAt, heldSince, pendingOn, gaveUp, rounds, Notes.NONE);
    }

    private static Set<String> list(Map<String, String> tags, String key) {
        return Stream.of(tags.getOrDefault(key, "").split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .collect(Collectors.toSet());
    }

    private static @Nullable Instant time(Map<String, String> tags, String key) {
        String text = tags.get(key);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException foreign) {
            return null;
        }
    }

    private static int rounds(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    }

    /// Returns since when a node has been held and then retained, `null` if no mark tells.
    @Nullable
    Instant since() {
        return heldSince == null ? gaveUp : heldSince;
    }

    /// Tells whether a guard has written anything that a release takes off again.
    boolean isMarked() {
        return !changed.isEmpty() || protectedAt != null || heldSince != null || !pendingOn.isEmpty() || gaveUp != null;
    }

    /// Returns the value of [Tags#PENDING_ON] for file systems that it names already, and those on which data was seen,
    /// too. It is empty for none.
    static String pendingOn(Set<String> named, Set<String> digests) {
        SortedSet<String> all = new TreeSet<>(named);
        all.addAll(digests);
        return Tags.listing(all, TOO_MANY);
    }
}
