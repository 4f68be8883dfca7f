package io.drainguard.cli.account;

import org.jspecify.annotations.Nullable;

/// Reports that nobody could be signed in. The SDK keeps it as the cause of its own exception.
final class SignInFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String next;

    /// @param reason why, in words
    /// @param next what to do next
    SignInFailed(String reason, String next, @Nullable Throwable cause) {
        super(reason + "; next: " + next, cause);
        this.reason = reason;
        this.next = next;
    }

    String reason() {
        return reason;
    }

    String next() {
        return next;
    }
}
