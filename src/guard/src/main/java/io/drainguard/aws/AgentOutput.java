package io.drainguard.aws;

import java.time.Duration;

/// Says why a look that did not end well has failed, in a line for a person. What the agent printed is not trusted and
/// may be long: a path on the node, with the cause behind it. The functions are pure.
final class AgentOutput {
    private static final int BEGINNING = 60;

    private static final int END = 140;

    /// A look that was ended sooner has not used up its time: something on the node killed its script, and the agent
    /// reports that like a time that has passed (aws/amazon-ssm-agent, pluginutil_unix.go).
    private static final Duration KILLED = Duration.ofSeconds(30);

    /// What the agent writes between the two streams of a script (aws/amazon-ssm-agent, pluginutil.go).
    private static final String TITLE = "-+ERROR-+";

    /// Where the agent keeps the script of a command; a command has a directory of its own.
    private static final String DIRECTORY = "/var/lib/amazon/ssm/\\S*/";

    /// The likeliest reason for an answer without a word: the agent cannot write the script or its output.
    static final String NO_ROOM = "is the disk below /var/lib/amazon/ssm full or read-only?";

    private AgentOutput() {}

    /// Returns why a look failed.
    ///
    /// @param status what Systems Manager calls its end
    /// @param code the script's exit code
    /// @param output what the agent handed on
    /// @param took how long it ran
    static String failure(String status, int code, String output, Duration took) {
        String said = output.replaceAll(TITLE, " ")
                .replaceAll(DIRECTORY, ".../")
                .replaceAll("\\s+", " ")
                .strip();
        if (isKilled(status, took)) {
            return "the look was killed after " + took.toSeconds() + " s, with code " + code
                    + ": is the node out of memory?" + (said.isEmpty() ? "" : " " + shortened(said));
        }
        String end = "the look ended as " + status + " with code " + code;
        String silence = "Failed".equals(status) ? " and without a word: " + NO_ROOM : "";
        return end + (said.isEmpty() ? silence : ": " + shortened(said));
    }

    /// Tells whether the time of a look was used up.
    static boolean hasTimedOut(String status, Duration took) {
        return isTimeOut(status) && !isKilled(status, took);
    }

    private static boolean isKilled(String status, Duration took) {
        return isTimeOut(status) && !took.isZero() && took.compareTo(KILLED) < 0;
    }

    /// Spelled with blanks in one place of the documentation and without in another.
    private static boolean isTimeOut(String status) {
        return status.replace(" ", "").equals("ExecutionTimedOut");
    }

    /// Keeps the beginning and the end: the cause stands at the end.
    private static String shortened(String text) {
        String kept = text.length() <= BEGINNING + END
                ? text
                : text.substring(0, BEGINNING) + " ... " + text.substring(text.length() - END);
        return kept.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
