package io.drainguard.entry;

import io.drainguard.journal.Failures;
import java.util.List;

/// Says that a sweep ended without serving the named groups or nodes. The sweep served all others.
public final class SweepFailed extends RuntimeException {
    /// The longest message, in characters. Lambda keeps a message of this length whole, and the reader of an alarm
    /// needs no more.
    private static final int LONGEST = 4_000;

    SweepFailed(List<String> failures) {
        super(message(failures));
    }

    /// Names as many failures as fit, and says how many more there are.
    private static String message(List<String> failures) {
        StringBuilder message = new StringBuilder(failures.size() + " failed: ");
        int told = 0;
        for (String failure : failures.subList(0, Math.min(Failures.FIRST, failures.size()))) {
            String text = (told == 0 ? "" : "; ") + Failures.shortened(failure, Failures.SHORT);
            if (message.length() + text.length() > LONGEST) {
                break;
            }
            message.append(text);
            told++;
        }
        int more = failures.size() - told;
        return more == 0 ? message.toString() : message + "; and " + more + " more, which the log names";
    }
}
