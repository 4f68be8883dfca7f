package io.drainguard.sim.world;

/// An error as the service reports it: its code, the HTTP status and the message, word for word where it was
/// recorded.
public final class AwsError extends RuntimeException {
    private final String code;
    private final int status;

    /// An error with the service's own code (`ValidationError`), HTTP status (400) and message.
    public AwsError(String code, int status, String message) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
    }

    /// The code as it stands in the reply, such as `ValidationError`.
    public String code() {
        return code;
    }

    /// The HTTP status of the reply.
    public int status() {
        return status;
    }

    /// The message, never `null`; some SSM errors have an empty one.
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /// Whether the fault lies with the caller (4xx) and not with the service (5xx).
    public boolean isSender() {
        return status < 500;
    }
}
