package io.drainguard.entry;

import java.util.List;

/// A sweep ended, and these groups or nodes could not be served. The others were.
public final class SweepFailed extends RuntimeException {
    /// Longest message: Lambda keeps it whole, and an alarm's reader needs no more.
    private static final int LONGEST = 4_000;

    SweepFailed(List<String> failures) {
        super(shortened(failures.size() + " failed: " + String.join("; ", failures)));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
