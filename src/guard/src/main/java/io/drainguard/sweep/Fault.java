package io.drainguard.sweep;

import org.jspecify.annotations.Nullable;

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
    private final @Nullable String call;

    /// Builds a fault. The message says which call failed, and how.
    public Fault(Kind kind, String message, Throwable cause) {
        this(kind, null, message, cause);
    }

    /// Builds a fault of a call.
    ///
    /// @param call what the call was for, in words
    /// @param how how it failed, in words
    public static Fault of(Kind kind, String call, String how, Throwable cause) {
        return new Fault(kind, call, call + ": " + how, cause);
    }

    private Fault(Kind kind, @Nullable String call, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.call = call;
    }

    /// Returns what the failed call was for, in words, `null` if that is not known.
    public @Nullable String call() {
        return call;
    }

    /// Returns the kind of the failure.
    public Kind kind() {
        return kind;
    }
}
