package io.drainguard.sim.world;

import java.time.Instant;

/// How a command stands as a whole, counted over its invocations.
///
/// Recorded: exit code 7 and an execution timeout make Failed/Failed with an error each, a delivery timeout makes
/// TimedOut/DeliveryTimedOut without one (ssm/managed_execution_current.json, managed_execution_timeouts_current.json).
/// Where only some of several nodes did not succeed and their number is below MaxErrors, the details are `Incomplete`
/// (API Reference, Command); that the status is Failed there is an *assumption*.
record CommandTally(int targets, int begun, int succeeded, int completed, int errors, int undelivered, int mostErrors) {

    static CommandTally of(SentCommand command, Instant now) {
        int begun = 0;
        int succeeded = 0;
        int completed = 0;
        int errors = 0;
        int undelivered = 0;
        for (Invocation one : command.invocations()) {
            String details = one.detailsAt(now);
            begun += details.equals("Pending") ? 0 : 1;
            completed += Invocation.isFinal(details) ? 1 : 0;
            succeeded += details.equals("Success") ? 1 : 0;
            errors += isError(details) ? 1 : 0;
            undelivered += details.equals("DeliveryTimedOut") ? 1 : 0;
        }
        int targets = command.invocations().size();
        return new CommandTally(
                targets,
                begun,
                succeeded,
                completed,
                errors,
                undelivered,
                bound(command.asked().maxErrors(), targets));
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

    String status() {
        String details = details();
        return switch (details) {
            case "DeliveryTimedOut" -> "TimedOut";
            case "Incomplete" -> "Failed";
            default -> details;
        };
    }

    String details() {
        if (completed < targets) {
            return begun == 0 ? "Pending" : "InProgress";
        }
        if (succeeded == targets) {
            return "Success";
        }
        if (errors > 0 && errors >= mostErrors) {
            return "Failed";
        }
        return undelivered == targets ? "DeliveryTimedOut" : "Incomplete";
    }
}
