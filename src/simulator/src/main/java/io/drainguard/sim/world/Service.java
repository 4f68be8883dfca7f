package io.drainguard.sim.world;

/// The three services that the world speaks for.
public enum Service {
    /// Amazon EC2 Auto Scaling.
    AUTO_SCALING("autoscaling"),
    /// AWS Systems Manager, Run Command only.
    SSM("ssm"),
    /// Amazon EC2.
    EC2("ec2");

    private final String prefix;

    Service(String prefix) {
        this.prefix = prefix;
    }

    /// The prefix of its actions in IAM policies (Service Authorization Reference).
    public String prefix() {
        return prefix;
    }
}
