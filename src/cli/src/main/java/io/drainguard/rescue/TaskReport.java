package io.drainguard.rescue;

import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a task on a worker came to.
///
/// @param status the word of Systems Manager, or [#NOT_SENT]
/// @param exitCode the exit code of the script, -1 if it has none
/// @param output what the script printed
public record TaskReport(String status, int exitCode, String output) {
    /// The queue holds data again, so that it cannot be taken back yet (`nodes/cribl/rescue.sh`).
    static final int HOLDS_DATA = 3;

    /// None of the queue directories is on the volume (the same).
    static final int NO_QUEUE = 6;

    private static final String NOT_SENT = "NotSent";
    private static final Set<String> UNDER_WAY = Set.of("Pending", "InProgress", "Delayed", "Cancelling");
    private static final Pattern MOUNTED = Pattern.compile("done: mounted, files=(\\d{1,15})(?!\\d)");

    /// A task that Systems Manager did not take.
    static TaskReport notSent(String why) {
        return new TaskReport(NOT_SENT, -1, why);
    }

    /// Tells whether a task with this status of Systems Manager goes on (SSM API Reference, GetCommandInvocation).
    public static boolean isUnderWay(String status) {
        return UNDER_WAY.contains(status);
    }

    boolean runs() {
        return isUnderWay(status);
    }

    boolean succeeded() {
        return status.equals("Success");
    }

    /// Returns how many files with data the old queues had when they were mounted; empty if they were not.
    OptionalLong mountedFiles() {
        Matcher found = MOUNTED.matcher(output);
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    @Override
    public String toString() {
        return status.equals(NOT_SENT)
                ? "the task was not sent: " + output
                : status + (exitCode < 0 ? "" : ", exit code " + exitCode);
    }
}
