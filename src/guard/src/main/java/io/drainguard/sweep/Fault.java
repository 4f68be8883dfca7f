package io.drainguard.sweep;

/// A call to AWS that failed after its retries. The guard may conclude nothing from it about any node.
public final class Fault extends RuntimeException {
    /// The kinds of failures.
    public enum Kind {
        /// AWS throttled the call: the next sweep tries again.
        THROTTLED,
        /// AWS denied the call: the operator has to fix a permission.
        DENIED,
        /// Any other failure, known or new.
        BROKEN
    }

    private final Kind kind;

    /// Builds a fault. The message says which call failed, and how.
    public Fault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// Returns the kind of the failure.
    public Kind kind() {
        return kind;
    }
}
