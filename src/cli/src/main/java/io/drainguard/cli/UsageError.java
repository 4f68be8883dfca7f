package io.drainguard.cli;

/// Stops a command. The message is one line that names group, node and next step.
final class UsageError extends RuntimeException {
    private final int exitCode;

    private UsageError(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /// Reports that something is wrong.
    static UsageError wrong(String message) {
        return new UsageError(message, ExitCodes.WRONG);
    }

    /// Reports that the command line or the input cannot be used. The command has changed nothing.
    static UsageError unusable(String message) {
        return new UsageError(message, ExitCodes.UNUSABLE);
    }

    /// Reports that a call to AWS failed, so that the command has no result.
    static UsageError unasked(String message) {
        return new UsageError(message, ExitCodes.UNASKED);
    }

    int exitCode() {
        return exitCode;
    }
}
