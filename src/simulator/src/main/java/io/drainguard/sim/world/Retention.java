package io.drainguard.sim.world;

/// What `InstanceLifecyclePolicy.RetentionTriggers.TerminateHookAbandon` says; `terminate` when never set.
///
/// Source: User Guide, configure-instance-retention; recorded: autoscaling/lifecycle_native.json (always present
/// on the wire).
public enum Retention {
    /// An abandoned node is terminated.
    TERMINATE("terminate"),
    /// An abandoned node stays, running and out of service.
    RETAIN("retain");

    private final String text;

    Retention(String text) {
        this.text = text;
    }

    /// The value as the API writes it.
    public String text() {
        return text;
    }

    /// The policy with that text; anything else is refused as the service refuses it.
    public static Retention of(String text) {
        return switch (text) {
            case "retain" -> RETAIN;
            case "terminate" -> TERMINATE;
            default -> throw Errors.validation("Invalid value for TerminateHookAbandon: " + text);
        };
    }
}
