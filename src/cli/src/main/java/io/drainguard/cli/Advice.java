package io.drainguard.cli;

import io.drainguard.sweep.Fault;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// The next step after a call that failed, by the kind of the fault. Pure.
final class Advice {
    private Advice() {}

    /// Returns the next step.
    ///
    /// @param permission what the operator needs for the call
    static String of(Fault fault, String permission) {
        return switch (fault.kind()) {
            case DENIED -> "allow " + permission + " to the operator";
            case THROTTLED -> "AWS had too many calls: repeat the command in a minute";
            case BROKEN ->
                fault.getCause() instanceof AwsServiceException
                        ? "repeat the command; if AWS refuses again, see what its words ask for"
                        : "see that the Region and the endpoint exist and that this machine reaches them, then repeat the"
                                + " command";
        };
    }
}
