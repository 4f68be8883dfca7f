package io.drainguard.cli.account;

/// Reports that a variable, an option or a file of the operator's cannot be used. The message says which, and the next
/// step.
public final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
        super(message);
    }
}
