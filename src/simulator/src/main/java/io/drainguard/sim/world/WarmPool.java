package io.drainguard.sim.world;

/// A warm pool: whether its resting instances are stopped or running, and whether scale-in returns nodes to it.
///
/// Source: User Guide, ec2-auto-scaling-warm-pools (PoolState, InstanceReusePolicy.ReuseOnScaleIn).
public record WarmPool(boolean stopped, boolean reuseOnScaleIn) {
    /// The pool state as the API writes it.
    public String poolState() {
        return stopped ? "Stopped" : "Running";
    }
}
