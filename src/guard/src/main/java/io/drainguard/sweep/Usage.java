package io.drainguard.sweep;

/// Counts the calls that a guard makes to AWS.
public interface Usage {
    /// Nobody counts.
    Usage NONE = () -> new Calls(0, 0);

    /// Returns what was counted since the guard started.
    Calls now();

    /// Numbers of attempts; a retry is one more.
    ///
    /// @param made attempts made
    /// @param throttled those that AWS refused for coming too often
    record Calls(long made, long throttled) {}
}
