package io.drainguard.sim.world;

/// The three services that the world speaks for.
public enum Service {
    /// Amazon EC2 Auto Scaling.
    AUTO_SCALING,
    /// AWS Systems Manager, Run Command only.
    SSM,
    /// Amazon EC2.
    EC2
}
