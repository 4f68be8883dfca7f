package io.drainguard.rescue;

import io.drainguard.sweep.Tags;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A volume as EC2 shows it, with the tags of the guard that kept it and of the rescue under way.
///
/// @param id its id
/// @param state EC2's word, `available` if it is free
/// @param zone the Availability Zone that it cannot leave
/// @param attachments the instances that it is attached to, coming or going
/// @param tags all its tags
public record KeptVolume(String id, String state, String zone, List<Attachment> attachments, Map<String, String> tags) {
    /// Volume tag: the worker that delivers, and whether the rescue has protected it from scale-in. See [Hold].
    static final String RESCUE = "drainguard:rescue";

    /// Volume tag: how many files with data lay in the queues when the worker first took them over.
    static final String FILES = "drainguard:rescue-files";

    /// Volume tag: when the volume was proved empty.
    static final String DRAINED_AT = "drainguard:drained-at";

    private static final String UNKNOWN = "unknown";

    /// Copies what it is given.
    public KeptVolume {
        attachments = List.copyOf(attachments);
        tags = Map.copyOf(tags);
    }

    /// A volume at an instance.
    ///
    /// @param state EC2's word: `attaching`, `attached`, `detaching`
    public record Attachment(String instance, String device, String state) {}

    /// The worker of a rescue.
    ///
    /// @param ours whether the rescue protected it from scale-in, so that the rescue takes that back
    record Hold(String worker, boolean ours) {
        private static final String SET = " set";
        private static final String WAS = " was";

        /// Reads the tag's value, which an older version wrote in the same form.
        static Hold of(String value) {
            int blank = value.indexOf(' ');
            return new Hold(blank < 0 ? value : value.substring(0, blank), value.endsWith(SET));
        }

        String value() {
            return worker + (ours ? SET : WAS);
        }
    }

    /// Tells whether a guard kept it.
    boolean isKept() {
        return tags.containsKey(Tags.PROTECTED) && tags.containsKey(Tags.GROUP);
    }

    /// Tells whether a rescue has begun and has not ended.
    public boolean isBeingRescued() {
        return tags.containsKey(RESCUE);
    }

    /// Tells whether it is attached to nothing.
    public boolean isFree() {
        return state.equals("available");
    }

    /// Returns the group of the node that it was kept of.
    public String group() {
        return tags.getOrDefault(Tags.GROUP, UNKNOWN);
    }

    /// Returns the node that it was kept of.
    public String node() {
        return tags.getOrDefault(Tags.NODE, UNKNOWN);
    }

    /// Returns how many bytes the last look at that node saw, or `unknown`.
    public String pendingBytes() {
        return tags.getOrDefault(Tags.PENDING_BYTES, UNKNOWN);
    }

    /// Tells whether data was reported, or may have been there: the guard protects a Spot node before it has looked.
    boolean hadData() {
        return tags.containsKey(Tags.PENDING_BYTES) && !pendingBytes().equals("0");
    }

    /// Returns when the guard last protected it, `null` if nobody can tell.
    public @Nullable Instant protectedAt() {
        return time(Tags.PROTECTED_AT);
    }

    /// Returns when it was proved empty, `null` if it was not.
    public @Nullable Instant drainedAt() {
        return time(DRAINED_AT);
    }

    /// Tells whether an earlier run drained it and nobody has protected it since.
    boolean isDrained() {
        Instant drained = drainedAt();
        Instant kept = protectedAt();
        return drained != null && kept != null && drained.isAfter(kept);
    }

    /// Returns the worker of the rescue under way, `null` if there is none.
    @Nullable
    Hold hold() {
        String value = tags.get(RESCUE);
        return value == null ? null : Hold.of(value);
    }

    /// Returns where it is attached, `null` if it is free.
    @Nullable
    Attachment attachment() {
        return attachments.isEmpty() ? null : attachments.getFirst();
    }

    /// Returns the instance that it is attached to, or `nothing`.
    public String holder() {
        Attachment first = attachment();
        return first == null ? "nothing" : first.instance();
    }

    /// Tells whether it is in this state of an attachment to that instance.
    boolean isAt(String instance, String attachmentState) {
        Attachment first = attachment();
        return first != null
                && first.instance().equals(instance)
                && first.state().equals(attachmentState);
    }

    private @Nullable Instant time(String key) {
        try {
            String value = tags.get(key);
            return value == null ? null : Instant.parse(value);
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}
