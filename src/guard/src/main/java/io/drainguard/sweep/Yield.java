package io.drainguard.sweep;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the tag [Tags#YIELDS_AFTER] of a group says.
///
/// @param after the longest hold of a node of the group, whose data outlives it; `null` if the group does not yield
/// @param unclear the tag's value where it says no such time, so that the group does not yield; `null` if it is clear
public record Yield(@Nullable Duration after, @Nullable String unclear) {
    /// A group without the tag.
    public static final Yield NONE = new Yield(null, null);

    /// The shortest heartbeat timeout of a hook (EC2 Auto Scaling API Reference, PutLifecycleHook).
    private static final int LEAST = 30;

    /// AWS's longest wait, 48 hours (EC2 Auto Scaling User Guide, lifecycle-hooks).
    private static final int MOST = 172_800;

    private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{1,5}");

    /// Reads the value of the tag, `null` where there is none.
    public static Yield of(@Nullable String tag) {
        if (tag == null) {
            return NONE;
        }
        int seconds = SECONDS.matcher(tag).matches() ? Integer.parseInt(tag) : 0;
        return seconds < LEAST || seconds > MOST ? new Yield(null, tag) : new Yield(Duration.ofSeconds(seconds), null);
    }

    /// Returns what is wrong with the tag, and what to do, `null` if nothing is.
    public @Nullable String fault() {
        return unclear == null
                ? null
                : "its tag '" + Tags.YIELDS_AFTER + "' is '" + unclear + "', so it does not yield; want seconds, "
                        + LEAST + " to " + MOST;
    }
}
