package io.drainguard.proofs.trial;

/// A guard dies in the middle of what it does: nothing in it may catch this, and nothing of it may survive.
final class Killed extends RuntimeException {
    Killed() {
        super("killed", null, false, false);
    }
}
