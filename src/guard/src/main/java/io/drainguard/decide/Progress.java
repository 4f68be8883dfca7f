package io.drainguard.decide;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// How the looks at one node go: since when nothing is known of it, and since when its data has not become less. A
/// value that never changes: each look gives the next one. All times are AWS's.
///
/// @param unknownSince since when nothing has been known of the node, `null` if something is
/// @param steadySince when its data last became less, was first seen, or gave way to connections; `null` if it holds
///     none that is known
/// @param least how many bytes it was then, the largest number there is if no count was whole
/// @param peak the largest number of bytes seen since then
/// @param latest the newest whole count, `null` if there is none
/// @param bytesPerSecond by how much its data became less between the last two counts, below zero if it grew; `null`
///     if there were no two
public record Progress(
        @Nullable Instant unknownSince,
        @Nullable Instant steadySince,
        long least,
        long peak,
        @Nullable Count latest,
        @Nullable Long bytesPerSecond) {
    /// A node at which nobody has looked.
    public static final Progress NONE = new Progress(null, null, Long.MAX_VALUE, 0, null, null);

    /// A person should know of a node that nobody could look at, or whose data did not become less, for so long.
    public static final Duration TROUBLE = Duration.ofMinutes(30);

    /// What has lasted so long is written on the node, so that a guard that starts anew counts on from there. Most
    /// nodes never get there, and cost no call.
    private static final Duration WORTH_A_MARK = Duration.ofMinutes(10);

    /// Data that has become less than its peak by one part in so many is on its way, even where it was less before: a
    /// queue that grew during an outage and drains again.
    private static final int WORTH = 20;

    /// The mark of a node that is in no trouble.
    public static final String NO_MARK = "none";

    /// The bytes that a whole look counted, and when.
    public record Count(Instant at, long bytes) {}

    /// Returns the progress after this look.
    ///
    /// @param at when the node answered, or when the guard knew that it does not; the same answer may come again
    public Progress looked(Look look, Instant at) {
        return switch (look) {
            case Look.Empty _ -> NONE;
            case Look.Unknown _ -> nothingKnown(at);
            case Look.Pending pending when pending.ofConnections() -> connected(at);
            case Look.Pending pending
            when !pending.floor().isEmpty() ->
                new Progress(null, steadySince == null ? at : steadySince, least, peak, null, null);
            case Look.Pending pending -> counted(new Count(at, pending.bytes()));
        };
    }

    /// A connection ends when its owner ends it, which may take hours and is no sign of trouble, and it is no byte.
    /// So it is as if data had become less just now, and any number of bytes that comes after it is the least.
    private static Progress connected(Instant at) {
        return new Progress(null, at, Long.MAX_VALUE, 0, null, null);
    }

    private Progress counted(Count count) {
        Count before = latest;
        if (before == null) {
            return with(count, null);
        }
        if (!count.at.isAfter(before.at)) {
            return new Progress(null, steadySince, least, peak, before, bytesPerSecond);
        }
        long millis = Math.max(1, Duration.between(before.at, count.at).toMillis());
        return with(count, (before.bytes - count.bytes) * 1_000 / millis);
    }

    private Progress with(Count count, @Nullable Long rate) {
        if (count.bytes < least || count.bytes < peak - peak / WORTH) {
            return new Progress(null, count.at, count.bytes, count.bytes, count, rate);
        }
        return new Progress(null, steadySince, least, Math.max(peak, count.bytes), count, rate);
    }

    /// Returns the progress of a node of which nothing is known at this time. A doubt is no progress.
    public Progress nothingKnown(Instant at) {
        return unknownSince == null ? new Progress(at, steadySince, least, peak, latest, null) : this;
    }

    /// Tells whether nothing has been known of the node for half an hour.
    public boolean cannotLook(Instant now) {
        return lasted(unknownSince, TROUBLE, now);
    }

    /// Tells whether the node's data has not become less for half an hour, as far as the looks tell.
    public boolean isStalled(Instant now) {
        return lasted(steadySince, TROUBLE, now) && !cannotLook(now);
    }

    private static boolean lasted(@Nullable Instant since, Duration span, Instant now) {
        return since != null && !since.plus(span).isAfter(now);
    }

    // --- the mark on the node ---

    /// Returns what the node's mark should say, [#NO_MARK] if nothing has lasted long enough.
    public String mark(Instant now) {
        if (lasted(unknownSince, WORTH_A_MARK, now)) {
            return "unknown " + unknownSince;
        }
        return lasted(steadySince, WORTH_A_MARK, now) && least < Long.MAX_VALUE
                ? "stalled " + steadySince + " " + least
                : NO_MARK;
    }

    /// Returns the progress that a mark tells of; a text that no guard writes tells of none. A time to come is not
    /// believed.
    public static Progress ofMark(String mark, Instant now) {
        String[] words = mark.split(" ", -1);
        Instant since = words.length > 1 ? time(words[1], now) : null;
        if (since == null) {
            return NONE;
        }
        if (words.length == 2 && words[0].equals("unknown")) {
            return NONE.nothingKnown(since);
        }
        if (words.length == 3 && words[0].equals("stalled") && words[2].matches("[0-9]{1,18}")) {
            long least = Long.parseLong(words[2]);
            return new Progress(null, since, least, least, null, null);
        }
        return NONE;
    }

    private static @Nullable Instant time(String text, Instant now) {
        try {
            Instant at = Instant.parse(text);
            return at.isAfter(now) ? null : at;
        } catch (DateTimeParseException foreign) {
            return null;
        }
    }

    /// Returns the progress with what a mark adds that this guard did not see: it looks at the node for the first time.
    public Progress since(Progress marked) {
        if (steadySince != null) {
            return this;
        }
        return new Progress(
                marked.unknownSince == null ? unknownSince : marked.unknownSince,
                marked.steadySince,
                marked.least,
                marked.peak,
                null,
                null);
    }
}
