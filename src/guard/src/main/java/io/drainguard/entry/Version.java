package io.drainguard.entry;

/// The guard's own version, as its lines name it. A test holds it equal to the build's.
public final class Version {
    /// The version.
    public static final String NUMBER = "0.2.0";

    private Version() {}
}
