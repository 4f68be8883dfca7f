package io.drainguard.cli;

import io.drainguard.entry.Clients;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// Turns the exception that stopped a command into one line on the error stream, and into the exit code.
final class ExitCodes {
    /// The command finished and found nothing wrong.
    static final int NONE = 0;

    /// The command found something wrong, or could not serve a node.
    static final int WRONG = 1;

    /// The command line or the input cannot be used.
    static final int UNUSABLE = 2;

    /// A call to AWS failed.
    static final int UNASKED = 3;

    /// The command found nothing wrong, and could not judge all.
    static final int UNJUDGED = 4;

    private ExitCodes() {}

    /// Reports a command line that cannot be parsed.
    static int unusable(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        print(
                command,
                problem.getMessage() + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
        return UNUSABLE;
    }

    /// Reports a command that could not finish.
    static int failed(Exception problem, CommandLine command, ParseResult arguments) {
        print(command, line(problem));
        return switch (problem) {
            case UsageError error -> error.exitCode();
            case Settings.Invalid invalid -> UNUSABLE;
            case IOException unreadable -> UNUSABLE;
            case Fault fault -> UNASKED;
            case SdkException sdk -> UNASKED;
            default -> WRONG;
        };
    }

    private static String line(Exception problem) {
        return switch (problem) {
            case UsageError _, Settings.Invalid _ -> String.valueOf(problem.getMessage());
            case Fault fault -> fault.getMessage() + next(fault);
            case SdkException sdk -> String.valueOf(sdk.getMessage());
            case IOException unreadable ->
                "cannot read: " + unreadable.getMessage() + "; next: see that the input can be read";
            default -> "this is a bug: " + problem;
        };
    }

    private static String next(Fault fault) {
        boolean answered = fault.getCause() instanceof AwsServiceException;
        return switch (fault.kind()) {
            case THROTTLED -> "; next: repeat it in a minute";
            case DENIED ->
                "; next: compare your permissions with docs/reference/permissions.md, or choose another --profile";
            case BROKEN ->
                answered
                        ? "; next: repeat it; if AWS refuses again, see what its words ask for"
                        : "; next: see that the Region and the endpoint exist and that this machine reaches them";
        };
    }

    private static void print(CommandLine command, String message) {
        command.getErr().println("drainguard: " + Clients.plain(message));
    }
}
