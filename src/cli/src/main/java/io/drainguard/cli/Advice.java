package io.drainguard.cli;

import io.drainguard.sweep.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// The next step after a call that failed, by the kind of the fault. Pure.
final class Advice {
    private Advice() {}

    /// Returns the next step.
    ///
    /// @param command the command to run again
    /// @param permission what the operator needs for the call
    static String of(Fault fault, String command, String permission) {
        return switch (fault.kind()) {
            case DENIED -> "allow " + permission + " to the operator who runs " + command;
            case THROTTLED -> "AWS had too many calls: run " + command + " again in a minute";
            case BROKEN ->
                fault.getCause() instanceof AwsServiceException
                        ? "run " + command + " again; if AWS refuses again, see what its words ask for"
                        : "see that the Region and the endpoint exist and that this machine reaches them, then run "
                                + command + " again";
        };
    }
}
