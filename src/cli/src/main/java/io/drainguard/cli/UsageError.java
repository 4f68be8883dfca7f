package io.drainguard.cli;

/// A command cannot go on; the message is one line that names group, node and next step.
final class UsageError extends RuntimeException {
    private final int exitCode;

    private UsageError(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /// Something is wrong.
    static UsageError wrong(String message) {
        return new UsageError(message, ExitCodes.WRONG);
    }

    /// The command line or the input cannot be used; nothing was changed.
    static UsageError unusable(String message) {
        return new UsageError(message, ExitCodes.UNUSABLE);
    }

    /// AWS could not be asked; nothing may be concluded.
    static UsageError unasked(String message) {
        return new UsageError(message, ExitCodes.UNASKED);
    }

    int exitCode() {
        return exitCode;
    }
}
