package io.drainguard.rescue;

/// Ends a run from within one of its steps.
final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RescueOutcome outcome;

    Stop(RescueOutcome outcome) {
        super(outcome.text());
        this.outcome = outcome;
    }

    RescueOutcome outcome() {
        return outcome;
    }
}
