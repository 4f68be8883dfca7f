package io.drainguard.cli;

import io.drainguard.cli.account.Account.Explained;
import io.drainguard.cli.account.NoRegion;
import io.drainguard.cli.account.Unusable;
import io.drainguard.entry.Clients;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
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

    /// The reader of the output has gone: what a shell says of a filter that a closed pipe has ended (128 + SIGPIPE).
    static final int UNREAD = 141;

    private ExitCodes() {}

    /// Reports a command line that cannot be parsed.
    static int unusable(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        String what = problem instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? Typo.unmatched(command, unmatched.getUnmatched())
                : problem.getMessage();
        print(command, what + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
        return UNUSABLE;
    }

    /// Reports a command that could not finish.
    static int failed(Exception problem, CommandLine command, ParseResult arguments) {
        print(command, line(problem, command));
        return switch (problem) {
            case UsageError error -> error.exitCode();
            case Settings.Invalid _, Unusable _, IOException _ -> UNUSABLE;
            case Fault _, SdkException _, NoRegion _ -> UNASKED;
            default -> WRONG;
        };
    }

    private static String line(Exception problem, CommandLine command) {
        return switch (problem) {
            case UsageError _, Settings.Invalid _, Unusable _, NoRegion _ -> String.valueOf(problem.getMessage());
            case Fault fault ->
                explained(command, fault)
                        .map(why -> told(fault, why))
                        .orElseGet(() -> String.valueOf(fault.getMessage()));
            case SdkException sdk ->
                explained(command, sdk)
                        .map(why -> sentence(why.words() == null ? words(sdk) : why.words(), why))
                        .orElseGet(() -> words(sdk));
            case IOException unreadable ->
                "cannot read: " + unreadable.getMessage() + "; next: see that the input can be read";
            default -> "this is a bug: " + problem;
        };
    }

    private static String told(Fault fault, Explained why) {
        String words = why.words();
        String call = fault.call();
        return sentence(words == null || call == null ? words(fault) : call + ": " + words, why);
    }

    private static String sentence(String words, Explained why) {
        return words + "; next: " + why.next();
    }

    private static String words(Exception problem) {
        return Clients.plain(problem.getMessage());
    }

    private static Optional<Explained> explained(CommandLine command, Exception failure) {
        return command.getCommandSpec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(AwsOptions.class::isInstance)
                .map(AwsOptions.class::cast)
                .findFirst()
                .flatMap(options -> options.explain(failure));
    }

    private static void print(CommandLine command, String message) {
        command.getErr().println("drainguard: " + message.replaceAll("\\s*\\R\\s*", " "));
    }
}
