package io.drainguard.sim.world;

import java.time.Instant;

/// How a command stands as a whole, counted over its invocations as they are shown.
///
/// Recorded: exit code 7 and an execution timeout make Failed/Failed with an error each, a delivery timeout makes
/// TimedOut/DeliveryTimedOut without one (ssm/managed_execution_current.json, managed_execution_timeouts_current.json).
/// Where only some of several nodes did not succeed and their number is below MaxErrors, the details are `Incomplete`
/// (API Reference, Command); that the status is Failed there, and with `RateExceeded`, is an *assumption*.
final class CommandTally {
    private final SentCommand command;
    private int begun;
    private int succeeded;
    private int completed;
    private int errors;
    private int undelivered;

    private CommandTally(SentCommand command) {
        this.command = command;
    }

    static CommandTally of(SentCommand command, Instant now) {
        CommandTally tally = new CommandTally(command);
        command.invocations().forEach(one -> tally.count(one.detailsAt(now), one.isShownOver(now)));
        return tally;
    }

    /// Whether an invocation that ended so counts against MaxErrors.
    static boolean isError(String details) {
        return details.equals("Failed") || details.equals("ExecutionTimedOut");
    }

    /// A number, or a percentage of the targets, rounded down (*assumption*).
    static int bound(String numberOrShare, int targets) {
        return numberOrShare.endsWith("%")
                ? targets * Integer.parseInt(numberOrShare.substring(0, numberOrShare.length() - 1)) / 100
                : Integer.parseInt(numberOrShare);
    }

    private void count(String details, boolean over) {
        begun += details.equals("Pending") ? 0 : 1;
        completed += over ? 1 : 0;
        succeeded += over && details.equals("Success") ? 1 : 0;
        errors += over && isError(details) ? 1 : 0;
        undelivered += over && details.equals("DeliveryTimedOut") ? 1 : 0;
    }

    String status() {
        String details = details();
        return switch (details) {
            case "DeliveryTimedOut" -> "TimedOut";
            case "Incomplete", "RateExceeded" -> "Failed";
            default -> details;
        };
    }

    String details() {
        int targets = command.invocations().size();
        if (command.isRateExceeded()) {
            return "RateExceeded";
        }
        if (completed < targets) {
            return begun == 0 ? "Pending" : "InProgress";
        }
        if (succeeded == targets) {
            return "Success";
        }
        if (errors > 0 && errors >= bound(command.asked().maxErrors(), targets)) {
            return "Failed";
        }
        return undelivered == targets ? "DeliveryTimedOut" : "Incomplete";
    }

    int completed() {
        return completed;
    }

    int errors() {
        return errors;
    }

    int undelivered() {
        return undelivered;
    }
}
