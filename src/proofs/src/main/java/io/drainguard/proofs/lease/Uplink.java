package io.drainguard.proofs.lease;

/// The way to QRadar, which all nodes share.
final class Uplink {
    private boolean up = true;

    boolean isUp() {
        return up;
    }

    void up(boolean from) {
        up = from;
    }
}
