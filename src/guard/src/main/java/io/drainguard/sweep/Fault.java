package io.drainguard.sweep;

/// A call to AWS that failed after its retries. Nothing may be concluded from it about any node.
public final class Fault extends RuntimeException {
    /// What kind of failure it was.
    public enum Kind {
        /// Asked too often: the next sweep tries again.
        THROTTLED,
        /// Not allowed: somebody has to mend a permission.
        DENIED,
        /// Anything else, and everything new.
        BROKEN
    }

    private final Kind kind;

    /// Builds a fault; the message says which call failed and how.
    public Fault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /// What kind of failure it was.
    public Kind kind() {
        return kind;
    }
}
