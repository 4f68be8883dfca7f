package io.drainguard.entry;

import java.util.List;

/// Says that a sweep ended without serving the named groups or nodes. The sweep served all others.
public final class SweepFailed extends RuntimeException {
    /// The longest message, in characters. Lambda keeps a message of this length whole, and the reader of an alarm
    /// needs no more.
    private static final int LONGEST = 4_000;

    SweepFailed(List<String> failures) {
        super(shortened(failures.size() + " failed: " + String.join("; ", failures)));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
