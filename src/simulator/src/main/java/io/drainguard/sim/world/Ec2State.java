package io.drainguard.sim.world;

/// The state of an EC2 instance, with the codes and names of the EC2 API Reference, InstanceState.
public enum Ec2State {
    /// At work.
    RUNNING(16, "running"),
    /// The guest is going down for good.
    SHUTTING_DOWN(32, "shutting-down"),
    /// Gone.
    TERMINATED(48, "terminated"),
    /// At rest, its volumes kept.
    STOPPED(80, "stopped");

    private final int code;
    private final String text;

    Ec2State(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /// The number of the state.
    public int code() {
        return code;
    }

    /// The state as the API writes it.
    public String text() {
        return text;
    }
}
