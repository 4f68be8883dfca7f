package io.drainguard.cli;

/// A command cannot go on; the message is one line that names group, node and next step.
final class Stop extends RuntimeException {
    private final int exitCode;

    private Stop(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /// Something is wrong.
    static Stop wrong(String message) {
        return new Stop(message, Problems.WRONG);
    }

    /// The command line or the input cannot be used; nothing was changed.
    static Stop unusable(String message) {
        return new Stop(message, Problems.UNUSABLE);
    }

    /// AWS could not be asked; nothing may be concluded.
    static Stop unasked(String message) {
        return new Stop(message, Problems.UNASKED);
    }

    int exitCode() {
        return exitCode;
    }
}
