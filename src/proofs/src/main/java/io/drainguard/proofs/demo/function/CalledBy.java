package io.drainguard.proofs.demo.function;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.entry.EventParser;
import io.drainguard.entry.Request;

/// A line of the guard's log, and what had called the guard when it wrote it: the journal itself need not know.
///
/// @param caller one of the constants here, or empty if nobody knows
/// @param line the line as the guard wrote it
public record CalledBy(String caller, String line) {
    /// The schedule, once a minute.
    public static final String SCHEDULE = "schedule";

    /// An event that says that a node begins to wait.
    public static final String TERMINATION = "termination";

    /// One or more events that say that a look has ended.
    public static final String ENDED_LOOK = "ended look";

    /// The service, which nobody calls.
    public static final String ROUND = "round";

    /// Any other event.
    public static final String OTHER = "event";

    private static final String BEGIN = "[by ";
    private static final String END = "] ";

    /// Splits what [#text] has joined; a line of somebody else has no caller.
    public static CalledBy of(String text) {
        int end = text.indexOf(END);
        return text.startsWith(BEGIN) && end > 0
                ? new CalledBy(text.substring(BEGIN.length(), end), text.substring(end + END.length()))
                : new CalledBy("", text);
    }

    /// The line with its caller in front.
    String text() {
        return BEGIN + caller + END + line;
    }

    /// Who sends such an event to the function. A sweep is asked for by the schedule, and by an event of a node that
    /// was retained.
    static String sender(byte[] event) {
        return switch (EventParser.read(event)) {
            case Request.Sweep _ -> new String(event, UTF_8).contains("detail-type") ? OTHER : SCHEDULE;
            case Request.LookNow _ -> TERMINATION;
            case Request.LooksEnded _ -> ENDED_LOOK;
            case Request.CapacityReclaimed _, Request.Ignored _ -> OTHER;
        };
    }
}
