package io.drainguard.proofs.demo;

/// The demo itself could not go on; the message says why.
final class DemoFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    DemoFailed(String message) {
        super(message);
    }
}
